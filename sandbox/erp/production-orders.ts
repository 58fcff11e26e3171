import { z } from 'zod';
import type { Effects } from '../core/effects';
import { isOpen, type Order, type OrderBook } from '../core/orders';
import type { Outbox } from '../core/outbox';
import { Positive } from '../core/quantity';
import { Refusal } from '../core/refusal';
import { BomLine } from '../core/revision-content';
import { type Route, write } from '../core/route';
import type { ErpRevisions } from './revisions';

const Instant = z.iso.datetime({ offset: true });
const Reservations = z.array(z.object({ lot: z.string().min(1), quantity: Positive }));
const NewOrder = z.object({
  id: z.string().min(1).nullish(),
  plant: z.string().min(1),
  item: z.string().min(1),
  quantity: Positive,
  due: Instant.nullable().default(null),
  reservations: Reservations.default([]),
  /** Left out: by its routing. */
  workCentre: z.string().min(1).nullable().default(null),
});
const Change = z.object({
  quantity: Positive.optional(),
  due: Instant.optional(),
  reservations: Reservations.optional(),
  revision: z.string().min(1).optional(),
  /** Of this order alone. */
  billOfMaterial: z.array(BomLine).optional(),
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
  const announce = (what: 'released' | 'changed' | 'cancelled', order: Order): Order => {
    const { id, plant, item, revision, quantity } = order;
    const { unit } = revisions.need(item, plant);
    const counted = { value: quantity, unit };
    outbox.announce(`erp.order.${what}.v1`, id, { order: id, plant, item, revision, quantity: counted });
    return order;
  };
  const release = ({ id, ...order }: z.infer<typeof NewOrder>): Order => {
    const { active } = revisions.need(order.item, order.plant);
    return announce(
      'released',
      orders.add({ ...order, id: id ?? nextId(), revision: active, activeThen: active }),
    );
  };
  const open = (id: string): Order => {
    const order = orders.need(id);
    if (!isOpen(order)) throw new Refusal('WRONG_STATE', `${id} is ${order.state}.`, 409);
    return order;
  };
  const of = (path: string) => `/production-orders/:id/${path}`;
  const idOf = (_input: unknown, request: { readonly params: Readonly<Record<string, unknown>> }) =>
    String(request.params.id);
  return [
    write(effects, 'production-order', '/production-orders', NewOrder, ({ id, item }) => id ?? item, release),
    write(effects, 'production-order-change', of('change'), Change, idOf, (change, request) =>
      announce('changed', orders.put({ ...open(idOf(change, request)), ...change })),
    ),
    write(
      effects,
      'production-order-cancellation',
      of('cancellation'),
      z.object({}),
      idOf,
      (input, request) =>
        announce('cancelled', orders.move(idOf(input, request), ['released', 'in progress'], 'cancelled')),
    ),
    write(effects, 'production-order-completion', of('completion'), z.object({}), idOf, (input, request) => {
      const order = orders.move(idOf(input, request), ['released', 'in progress'], 'completed');
      return orders.put({ ...order, made: order.quantity });
    }),
  ];
}
