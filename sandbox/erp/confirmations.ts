import { z } from 'zod';
import type { Effects } from '../core/effects';
import { checkFence, Fenced } from '../core/fence';
import { isOpen, type Order, type OrderBook } from '../core/orders';
import { Decimal, isMore, rest } from '../core/quantity';
import { Refusal } from '../core/refusal';
import { batch, type Route } from '../core/route';
import type { Collection, Store } from '../core/store';
import type { PostingPeriods } from './posting-periods';

const Line = Fenced.extend({
  order: z.string().min(1),
  /** The caller's own: one that was posted is not posted again. */
  reference: z.string().min(1).max(200),
  /** Made and scrapped of the order so far. */
  good: Decimal,
  scrapped: Decimal,
  /** Nothing comes after it. */
  final: z.boolean(),
  /** Null: today. */
  postingDate: z.iso.date().nullable().default(null),
});

export interface Confirmation {
  readonly number: string;
  readonly reference: string;
  /** What it added. */
  readonly good: string;
  readonly scrapped: string;
  readonly final: boolean;
  readonly postingDate: string;
}
interface Confirmed {
  readonly order: string;
  readonly sequence: number;
  readonly documents: readonly Confirmation[];
}

/** What the shop floor reports of production orders: each confirmation adds what the order's totals have grown by. */
export class Confirmations {
  private readonly confirmed: Collection<Confirmed>;

  constructor(
    store: Store,
    private readonly orders: OrderBook,
    private readonly periods: PostingPeriods,
  ) {
    this.confirmed = store.collection('confirmations');
  }

  of(order: string): readonly Confirmation[] {
    return this.confirmed.get(order)?.documents ?? [];
  }

  routes(effects: Effects): Route[] {
    return [
      batch(
        effects,
        'order-confirmation',
        '/order-confirmations',
        'confirmations',
        Line,
        ({ order }) => order,
        (line) => this.confirm(line),
      ),
    ];
  }

  private confirm(line: z.infer<typeof Line>): object {
    const order = this.orders.need(line.order);
    const known = this.confirmed.get(order.id);
    checkFence(line, known?.sequence ?? 0, order.id);
    const posted = this.of(order.id).find(({ reference }) => reference === line.reference);
    if (posted) return { number: posted.number };
    if (!isOpen(order)) throw new Refusal('WRONG_STATE', `${order.id} is ${order.state}.`, 409);
    if (isMore(order.made, line.good) || isMore(order.scrapped, line.scrapped))
      throw new Refusal(
        'TOTAL_FALLS',
        `${order.id}: ${order.made} good and ${order.scrapped} scrapped are confirmed, more than ${line.good} and ${line.scrapped}.`,
        409,
      );
    const document = this.document(order, line);
    this.periods.refuse(document.postingDate);
    this.orders.put({
      ...order,
      made: line.good,
      scrapped: line.scrapped,
      state: line.final ? 'completed' : 'in progress',
    });
    const documents = [...this.of(order.id), document];
    this.confirmed.put(order.id, { order: order.id, sequence: line.sequence, documents });
    return { number: document.number };
  }

  private document(order: Order, line: z.infer<typeof Line>): Confirmation {
    const count = this.confirmed.all().reduce((sum, { documents }) => sum + documents.length, 0);
    return {
      number: `CF-${300_001 + count}`,
      reference: line.reference,
      good: rest(line.good, order.made),
      scrapped: rest(line.scrapped, order.scrapped),
      final: line.final,
      postingDate: line.postingDate ?? new Date().toISOString().slice(0, 10),
    };
  }
}
