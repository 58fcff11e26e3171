import { z } from 'zod';
import type { Effects } from '../core/effects';
import type { Order, OrderBook } from '../core/orders';
import type { Outbox } from '../core/outbox';
import { Positive } from '../core/quantity';
import { type Route, write } from '../core/route';
import type { ErpRevisions } from './revisions';

const NewOrder = z.object({
  id: z.string().min(1).nullish(),
  plant: z.string().min(1),
  item: z.string().min(1),
  quantity: Positive,
});

/** Numbers of the seeded orders end below it. */
const FIRST_NUMBER = 7_201;

/** Production orders: one takes the revision that is active when it is made, keeps it, and is announced. */
export function productionOrderRoutes(
  orders: OrderBook,
  revisions: ErpRevisions,
  outbox: Outbox,
  effects: Effects,
): Route[] {
  const nextId = () => {
    for (let number = FIRST_NUMBER; ; number++) if (!orders.get(`PO-${number}`)) return `PO-${number}`;
  };
  const release = ({ id, plant, item, quantity }: z.infer<typeof NewOrder>): Order => {
    const { active, unit } = revisions.need(item, plant);
    const order = orders.add({
      id: id ?? nextId(),
      plant,
      item,
      quantity,
      revision: active,
      activeThen: active,
    });
    outbox.announce('erp.order.released.v1', order.id, {
      order: order.id,
      plant,
      item,
      revision: active,
      quantity: { value: quantity, unit },
    });
    return order;
  };
  return [
    write(effects, 'production-order', '/production-orders', NewOrder, ({ id, item }) => id ?? item, release),
    write(
      effects,
      'production-order-completion',
      '/production-orders/:id/completion',
      z.object({}),
      (_input, request) => String(request.params.id),
      (_input, request) => orders.move(String(request.params.id), ['released', 'in progress'], 'completed'),
    ),
  ];
}
