import type { Lot, LotBook } from '../core/lots';
import { isOpen, type Order } from '../core/orders';
import { pagesOf } from '../core/pages';
import type { Route } from '../core/route';
import type { Store } from '../core/store';
import type { SeedTransfer } from '../data/seed';
import type { ErpRevisions } from './revisions';
import { ON_THE_WAY } from './transfers';

/** All that the ERP has at a plant, page by page: stock by lot and place, and production orders that are open. */
export function erpPages(store: Store, book: LotBook, revisions: ErpRevisions): Route[] {
  const transfers = store.collection<SeedTransfer>('transfers');
  const place = ({ lot, location, quantity, status }: Lot) => {
    const moving = location === ON_THE_WAY;
    const transfer = moving ? transfers.all().find((one) => one.lot === lot) : undefined;
    return {
      location,
      quantity,
      stockStatus: status,
      situation: moving ? 'in transit' : 'in stock',
      boundFor: transfer?.to ?? null,
    };
  };
  return [
    pagesOf(
      'stock-page',
      '/stock-pages',
      'stock',
      book.lots,
      (lot, plant) => lot.plant === plant,
      (lot) => ({
        lot: lot.lot,
        unit: lot.unit,
        supplier: lot.supplier,
        supplierLot: lot.supplierLot,
        places: [place(lot)],
      }),
    ),
    pagesOf(
      'production-order-page',
      '/production-order-pages',
      'productionOrders',
      store.collection<Order>('orders'),
      (order, plant) => order.plant === plant && isOpen(order),
      ({ id, plant, item, revision, quantity }) => ({
        id,
        item,
        revision,
        quantity,
        unit: revisions.need(item, plant).unit,
      }),
    ),
  ];
}
