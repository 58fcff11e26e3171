import { z } from 'zod';
import type { OrderBook } from '../core/orders';
import { read, type Route } from '../core/route';
import type { Confirmations } from './confirmations';
import type { ErpRevisions } from './revisions';

const Query = z.object({ orders: z.array(z.string()).max(1000) });

/** Production orders as planning has them: what is to be made by when, by which BOM and routing, of which lots. */
export function orderQueryRoutes(
  orders: OrderBook,
  revisions: ErpRevisions,
  confirmations: Confirmations,
): Route[] {
  const show = (id: string): object => {
    const order = orders.get(id);
    if (!order) return { id, known: false };
    const { unit } = revisions.need(order.item, order.plant);
    const content = revisions.content(order.item, order.revision);
    const { plant, item, revision, quantity, due, reservations, workCentre, state, made, scrapped } = order;
    return {
      id,
      known: true,
      plant,
      item,
      revision,
      quantity,
      unit,
      due,
      workCentre,
      reservations,
      state,
      made,
      scrapped,
      billOfMaterial: order.billOfMaterial ?? content?.billOfMaterial ?? [],
      routing: content?.routing ?? [],
      ofRevision: content,
      confirmations: confirmations.of(id),
    };
  };
  return [
    read('production-order-query', 'post', '/production-order-queries', Query, ({ orders: ids }) => ({
      productionOrders: ids.map(show),
    })),
  ];
}
