import { z } from 'zod';
import type { Effects } from '../core/effects';
import type { Order, OrderBook } from '../core/orders';
import { Positive } from '../core/quantity';
import { Refusal } from '../core/refusal';
import { type Route, write } from '../core/route';
import type { MesRevisions } from './revisions';
import type { StartBook } from './starts';

const Dispatch = z.object({
  id: z.string().min(1),
  item: z.string().min(1),
  quantity: Positive,
  /** As the ERP's order says; left out: the active one. */
  revision: z.string().min(1).nullish(),
});
const idOf = (_input: unknown, request: { readonly params: Readonly<Record<string, unknown>> }) =>
  String(request.params.id);

/** Orders on the shop floor of one plant: dispatched, started, completed. */
export function orderRoutes(
  orders: OrderBook,
  items: MesRevisions,
  starts: StartBook,
  plant: string,
  effects: Effects,
): Route[] {
  const dispatch = ({ id, item, quantity, revision }: z.infer<typeof Dispatch>): Order => {
    const { active } = items.need(item, plant);
    return orders.add({ id, plant, item, quantity, revision: revision ?? active, activeThen: active });
  };
  /** An order may start on what is active now, or on what was when it was dispatched. */
  const start = (id: string): Order => {
    const { item, revision, activeThen } = orders.need(id);
    starts.refuse(item, plant);
    if (revision !== items.active(item, plant) && revision !== activeThen)
      throw new Refusal('REVISION_NOT_USABLE', `${id}: revision ${revision} of ${item} is not usable.`, 409);
    return orders.move(id, ['released'], 'in progress');
  };
  return [
    write(effects, 'order-dispatch', '/orders', Dispatch, ({ id }) => id, dispatch),
    write(effects, 'order-start', '/orders/:id/start', z.object({}), idOf, (input, request) =>
      start(idOf(input, request)),
    ),
    write(effects, 'order-completion', '/orders/:id/completion', z.object({}), idOf, (input, request) =>
      orders.move(idOf(input, request), ['in progress'], 'completed'),
    ),
  ];
}
