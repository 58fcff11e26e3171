import { z } from 'zod';
import type { Effects } from '../core/effects';
import { Fenced } from '../core/fence';
import type { LotBook } from '../core/lots';
import { Decimal } from '../core/quantity';
import { batch, read, type Route } from '../core/route';
import { CONDITIONS } from './statuses';

const AllocationBlock = Fenced.extend({
  lot: z.string().min(1),
  /** Pieces that may not be picked, loaded or shipped; "0" for none, null for the whole lot. */
  blocked: Decimal.nullable(),
  conditionAfter: z.enum(CONDITIONS).nullable(),
  reason: z.string(),
  reference: z.string(),
});

/** What may not be allocated to a shipment. */
export function allocationBlockRoutes(book: LotBook, effects: Effects): Route[] {
  const show = (lot: string) => {
    const known = book.lots.get(lot);
    const restriction = book.restriction(lot);
    return {
      lot,
      known: known !== undefined,
      condition: known?.status ?? null,
      quantity: known?.quantity ?? null,
      allocationBlock: restriction
        ? { set: book.isRestricted(lot), quantity: restriction.quantity, reference: restriction.reference }
        : null,
    };
  };
  return [
    read(
      'inventory-query',
      'post',
      '/inventory-queries',
      z.object({ lots: z.array(z.string()).max(1000) }),
      (input) => ({
        inventory: input.lots.map(show),
      }),
    ),
    batch(
      effects,
      'allocation-block',
      '/allocation-blocks',
      'blocks',
      AllocationBlock,
      (line) => line.lot,
      ({ blocked, conditionAfter, ...line }) => ({
        conditionBefore: book.restrict({ ...line, quantity: blocked, restore: conditionAfter }),
      }),
    ),
  ];
}
