import type { SeedOrder } from '../data/seed';
import { Refusal } from './refusal';
import type { BomLine } from './revision-content';
import type { Collection, Store } from './store';

/** An order keeps its revision from when it is made to when it is completed, whatever becomes active meanwhile. */
export interface Order extends Omit<SeedOrder, 'state'> {
  readonly state: SeedOrder['state'] | 'completed' | 'cancelled';
  /** The revision that was active where and when the order was entered. */
  readonly activeThen: string;
  readonly scrapped: string;
  /** Changed for this order by a planner; left out: its revision's. */
  readonly billOfMaterial?: readonly BomLine[] | undefined;
  /** Where it is made; null: by its routing. */
  readonly workCentre: string | null;
  /** Sequence of the last line that a caller sent of it. */
  readonly sequence: number;
}
type NewOrder = Omit<Order, 'made' | 'scrapped' | 'state' | 'sequence'> & { readonly sequence?: number };

export const isOpen = ({ state }: Order): boolean => state !== 'completed' && state !== 'cancelled';

/** Production orders as ERP and MES keep them. */
export class OrderBook {
  private readonly orders: Collection<Order>;

  constructor(store: Store) {
    this.orders = store.collection('orders');
  }

  seed(orders: readonly SeedOrder[]): void {
    orders.forEach((order) =>
      this.put({ ...order, activeThen: order.revision, scrapped: '0', workCentre: null, sequence: 0 }),
    );
  }

  get(id: string): Order | undefined {
    return this.orders.get(id);
  }

  /** @throws Refusal `UNKNOWN_ORDER` */
  need(id: string): Order {
    const known = this.orders.get(id);
    if (!known) throw new Refusal('UNKNOWN_ORDER', `There is no order ${id} here.`, 404);
    return known;
  }

  all(): Order[] {
    return this.orders.all();
  }

  /** @throws Refusal `ORDER_EXISTS` */
  add(order: NewOrder): Order {
    if (this.get(order.id)) throw new Refusal('ORDER_EXISTS', `${order.id} exists.`, 409);
    return this.put({ ...order, made: '0', scrapped: '0', state: 'released', sequence: order.sequence ?? 0 });
  }

  /** @throws Refusal `WRONG_STATE` when it is not in one of these states. */
  move(id: string, from: readonly Order['state'][], to: Order['state']): Order {
    const order = this.need(id);
    if (!from.includes(order.state))
      throw new Refusal('WRONG_STATE', `${id} is ${order.state}, not ${from.join(' or ')}.`, 409);
    return this.put({ ...order, state: to });
  }

  put(order: Order): Order {
    this.orders.put(order.id, order);
    return order;
  }

  state(): Record<string, Order> {
    return Object.fromEntries(this.orders.all().map((order) => [order.id, order]));
  }
}
