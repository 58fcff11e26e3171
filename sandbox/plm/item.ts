/** An item as PLM keeps it. */
export interface PlmItem {
  readonly item: string;
  readonly unit: string;
  /** The newest that is released. */
  readonly revision: string;
  readonly released: readonly string[];
}
