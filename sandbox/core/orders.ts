import type { SeedOrder } from '../data/enterprise';
import type { Collection, Store } from './store';

/** Production orders as ERP and MES keep them. */
export class OrderBook {
  private readonly orders: Collection<SeedOrder>;

  constructor(store: Store) {
    this.orders = store.collection('orders');
  }

  seed(orders: readonly SeedOrder[]): void {
    orders.forEach((order) => this.orders.put(order.id, order));
  }

  get(id: string): SeedOrder | undefined {
    return this.orders.get(id);
  }

  state(): Record<string, SeedOrder> {
    return Object.fromEntries(this.orders.all().map((order) => [order.id, order]));
  }
}
