/** Whether a revision comes after another: A to Z, then AA; 1 to 9, then 10. */
export const isLater = (revision: string, than: string): boolean =>
  revision.length > than.length || (revision.length === than.length && revision > than);

export const latest = (revisions: readonly string[]): string =>
  revisions.reduce((last, one) => (isLater(one, last) ? one : last));
