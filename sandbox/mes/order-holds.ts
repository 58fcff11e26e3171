import { z } from 'zod';
import type { Effects } from '../core/effects';
import { checkFence, Fenced } from '../core/fence';
import { Refusal } from '../core/refusal';
import { batch, read, type Route } from '../core/route';
import type { Collection, Store } from '../core/store';

const Line = Fenced.extend({
  order: z.string().min(1),
  onHold: z.boolean(),
  /** Who holds it and why, such as a hold's number. */
  reference: z.string(),
});

interface OrderHold {
  readonly order: string;
  readonly onHold: boolean;
  readonly reference: string;
  readonly sequence: number;
}

/** Orders on hold: none is started, opens a lot or is completed. One that is not known yet is noted for when it comes. */
export class OrderHolds {
  private readonly holds: Collection<OrderHold>;

  constructor(store: Store) {
    this.holds = store.collection('order-holds');
  }

  /** @throws Refusal `ORDER_ON_HOLD` */
  refuse(order: string): void {
    const hold = this.holds.get(order);
    if (hold?.onHold) throw new Refusal('ORDER_ON_HOLD', `${order} is on hold for ${hold.reference}.`, 409);
  }

  /** @param isKnown whether the plant has the order */
  routes(isKnown: (order: string) => boolean, effects: Effects): Route[] {
    const Query = z.object({ orders: z.array(z.string()).max(1000) });
    return [
      batch(
        effects,
        'order-hold',
        '/order-holds',
        'holds',
        Line,
        ({ order }) => order,
        (line) => this.set(line),
      ),
      read('order-hold-query', 'post', '/order-hold-queries', Query, ({ orders }) => ({
        orders: orders.map((order) => {
          const { onHold = false, reference = null } = this.holds.get(order) ?? {};
          return { order, known: isKnown(order), noted: reference !== null, onHold, reference };
        }),
      })),
    ];
  }

  state(): Record<string, 'on hold' | 'free'> {
    return Object.fromEntries(
      this.holds.all().map(({ order, onHold }) => [order, onHold ? 'on hold' : 'free']),
    );
  }

  private set(line: z.infer<typeof Line>): object {
    const { order, onHold, reference, sequence } = line;
    const before = this.holds.get(order);
    checkFence(line, before?.sequence ?? 0, order);
    this.holds.put(order, { order, onHold, reference, sequence });
    return { onHoldBefore: before?.onHold ?? false };
  }
}
