import { z } from 'zod';
import type { LotBook } from '../core/lots';
import { isOpen, type OrderBook } from '../core/orders';
import { isZero } from '../core/quantity';
import { read, type Route } from '../core/route';
import type { SeedPurchase } from '../data/seed';
import type { ErpRevisions } from './revisions';

const Query = z.object({ plant: z.string(), items: z.array(z.string()).max(1000) });

/** What of these materials is open at a plant, of whatever revision: production orders, purchase orders, stock by lot. */
export function openObjectRoutes(
  book: LotBook,
  orders: OrderBook,
  purchases: () => SeedPurchase[],
  revisions: ErpRevisions,
): Route[] {
  return [
    read('open-object-query', 'post', '/open-object-queries', Query, ({ plant, items }) => {
      const isMeant = (one: { readonly plant: string; readonly item: string }) =>
        one.plant === plant && items.includes(one.item);
      return {
        productionOrders: orders
          .all()
          .filter((order) => isMeant(order) && isOpen(order))
          .map((order) => ({ ...order, unit: revisions.need(order.item, plant).unit })),
        purchaseOrders: purchases().filter(isMeant),
        stock: book.lots
          .all()
          .filter((lot) => isMeant(lot) && !isZero(lot.quantity))
          .map(({ lot, item, revision, quantity, unit }) => ({ lot, item, revision, quantity, unit })),
      };
    }),
  ];
}
