import { z } from 'zod';
import type { Parts } from '../core/kind';
import type { Order, OrderBook } from '../core/orders';
import { add, Decimal, Positive } from '../core/quantity';
import { Refusal } from '../core/refusal';
import { type Route, write } from '../core/route';
import type { Checkpoints } from './checkpoints';
import type { OrderHolds } from './order-holds';
import type { MesRevisions } from './revisions';
import type { StartBook } from './starts';

const Entry = z.object({
  id: z.string().min(1),
  item: z.string().min(1),
  quantity: Positive,
  /** As the ERP's order says; left out: the active one. */
  revision: z.string().min(1).nullish(),
});
/** Pieces made since the last report. */
const Report = z.object({ good: Decimal.default('0'), scrapped: Decimal.default('0') });

const idOf = (_input: unknown, request: { readonly params: Readonly<Record<string, unknown>> }) =>
  String(request.params.id);

export interface ShopFloor {
  readonly orders: OrderBook;
  readonly items: MesRevisions;
  readonly starts: StartBook;
  readonly orderHolds: OrderHolds;
  readonly checkpoints: Checkpoints;
  readonly plant: string;
}

/** What people do with orders on the shop floor of one plant: enter one by hand, start, report, complete. */
export function orderRoutes(
  { effects, outbox }: Pick<Parts, 'effects' | 'outbox'>,
  { orders, items, starts, orderHolds, checkpoints, plant }: ShopFloor,
): Route[] {
  /** The same that is there already, sent by planning, is no other order. */
  const enter = ({ id, item, quantity, revision }: z.infer<typeof Entry>): Order => {
    const { active } = items.need(item, plant);
    const known = orders.get(id);
    const asked = revision ?? known?.revision ?? active;
    if (known?.item === item && known.quantity === quantity && known.revision === asked) return known;
    const nothing = { due: null, reservations: [], workCentre: null };
    return orders.add({ id, plant, item, quantity, revision: asked, activeThen: active, ...nothing });
  };
  const announce = (order: Order): Order => {
    const { id, state, made, scrapped } = order;
    outbox.announce('mes.order.progressed.v1', id, { plant, order: id, state, good: made, scrapped });
    return order;
  };
  /** An order may start on what is active now, or on what was when it was dispatched. */
  const start = (id: string): Order => {
    const { item, revision, activeThen } = orders.need(id);
    orderHolds.refuse(id);
    starts.refuse(item, plant);
    if (revision !== items.active(item, plant) && revision !== activeThen)
      throw new Refusal('REVISION_NOT_USABLE', `${id}: revision ${revision} of ${item} is not usable.`, 409);
    return announce(orders.move(id, ['released'], 'in progress'));
  };
  const report = (id: string, { good, scrapped }: z.infer<typeof Report>): Order => {
    const order = orders.move(id, ['in progress'], 'in progress');
    return announce(
      orders.put({ ...order, made: add(order.made, good), scrapped: add(order.scrapped, scrapped) }),
    );
  };
  /** What was not reported piece by piece is made by then. */
  const complete = (id: string): Order => {
    orderHolds.refuse(id);
    checkpoints.refuse({ order: id });
    const { made, quantity, ...order } = orders.move(id, ['in progress'], 'completed');
    return announce(orders.put({ ...order, quantity, made: made === '0' ? quantity : made }));
  };
  return [
    write(effects, 'order-entry', '/orders', Entry, ({ id }) => id, enter),
    write(effects, 'order-start', '/orders/:id/start', z.object({}), idOf, (input, request) =>
      start(idOf(input, request)),
    ),
    write(effects, 'order-report', '/orders/:id/report', Report, idOf, (input, request) =>
      report(idOf(input, request), input),
    ),
    write(effects, 'order-completion', '/orders/:id/completion', z.object({}), idOf, (input, request) =>
      complete(idOf(input, request)),
    ),
  ];
}
