/** One page of a list; `next` is the cursor of the page after it, null at the end. */
export interface Page<T> {
  readonly items: T[];
  readonly next: string | null;
}

/**
 * @param rows at most one more than `limit`, which tells that there is a page after this
 * @param cursor of the last item, where the next page goes on: its id where it is not said
 */
export function pageOf<R, T extends { readonly id: string }>(
  rows: readonly R[],
  limit: number,
  show: (row: R) => T,
): Page<T>;
export function pageOf<R, T>(
  rows: readonly R[],
  limit: number,
  show: (row: R) => T,
  cursor: (item: T) => string,
): Page<T>;
export function pageOf<R, T>(
  rows: readonly R[],
  limit: number,
  show: (row: R) => T,
  cursor = (item: T) => (item as { readonly id: string }).id,
): Page<T> {
  const items = rows.slice(0, limit).map(show);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? cursor(last) : null };
}
