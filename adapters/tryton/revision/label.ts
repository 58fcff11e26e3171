/**
 * Tryton knows no revision, no change and no state of either: a BOM has a code, a routing and a quality control have a
 * name. All of it is told in that one text, which people see in every list and by which we find a record again:
 * `PIN-10/B`, `PIN-10/C staged ECO-1042`, `PIN-10/C undone ECO-1042`.
 */
export interface Label {
  readonly revision: string;
  /** Null: the revision is, or was, what is built. */
  readonly mark: { readonly state: 'staged' | 'undone'; readonly change: string } | null;
}

const MARKED = /^(.*) (staged|undone) (.*)$/s;

export const prefixOf = (item: string): string => `${item}/`;

export function labelOf(item: string, { revision, mark }: Label): string {
  const plain = prefixOf(item) + revision;
  return mark === null ? plain : `${plain} ${mark.state} ${mark.change}`;
}

/** @returns null for a text that is no label of the item */
export function parseLabel(item: string, text: string): Label | null {
  if (!text.startsWith(prefixOf(item))) return null;
  const rest = text.slice(prefixOf(item).length);
  const [, revision, state, change] = MARKED.exec(rest) ?? [];
  if (revision === undefined) return { revision: rest, mark: null };
  return { revision, mark: { state: state as 'staged' | 'undone', change: change! } };
}
