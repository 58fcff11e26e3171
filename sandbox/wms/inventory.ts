import { z } from 'zod';
import type { LotBook } from '../core/lots';
import { read, type Route } from '../core/route';
import type { HandlingUnits } from './handling-units';
import type { Shipments } from './shipments';

/** What there is of lots, what of it is packed apart, off the shelf, or kept from being allocated. */
export function inventoryRoutes(book: LotBook, units: HandlingUnits, shipments: Shipments): Route[] {
  const show = (lot: string) => {
    const known = book.lots.get(lot);
    const restriction = book.restriction(lot);
    return {
      lot,
      known: known !== undefined,
      condition: known?.status ?? null,
      quantity: known?.quantity ?? null,
      offShelf: shipments.offShelf(lot),
      handlingUnits: units
        .of(lot)
        .map(({ id, quantity, location, subLot }) => ({ id, quantity, location, subLot })),
      allocationBlock: restriction
        ? { set: book.isRestricted(lot), quantity: restriction.quantity, reference: restriction.reference }
        : null,
    };
  };
  const Query = z.object({ lots: z.array(z.string()).max(1000) });
  return [
    read('inventory-query', 'post', '/inventory-queries', Query, ({ lots }) => ({
      inventory: lots.map(show),
    })),
  ];
}
