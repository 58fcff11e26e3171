import type { Enterprise } from '../data/enterprise';
import type { Collection, Store } from './store';

export interface ItemState {
  readonly active: string;
  readonly usable: readonly string[];
  readonly staged: string | null;
}

/** Revisions by `<item>@<plant>`, as ERP, MES and QMS keep them. */
export class ItemBook {
  private readonly items: Collection<ItemState & { readonly id: string }>;

  constructor(store: Store) {
    this.items = store.collection('items');
  }

  seed(enterprise: Enterprise, plants: readonly string[]): void {
    for (const plant of plants)
      for (const { item, revision } of enterprise.items) {
        const id = `${item}@${plant}`;
        this.items.put(id, { id, active: revision, usable: [revision], staged: null });
      }
  }

  /** The revision that the plant makes now; null for an item that it does not make. */
  active(item: string, plant: string): string | null {
    return this.items.get(`${item}@${plant}`)?.active ?? null;
  }

  state(): Record<string, ItemState> {
    return Object.fromEntries(this.items.all().map(({ id, ...state }) => [id, state]));
  }
}
