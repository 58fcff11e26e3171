/** An item as PLM keeps it. */
export interface PlmItem {
  readonly item: string;
  readonly unit: string;
  readonly revision: string;
}
