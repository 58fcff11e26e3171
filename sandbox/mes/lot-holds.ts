import { z } from 'zod';
import type { Effects } from '../core/effects';
import { Fenced } from '../core/fence';
import type { LotBook } from '../core/lots';
import { Decimal } from '../core/quantity';
import { batch, read, type Route } from '../core/route';
import { LOT_STATUSES } from './statuses';

const LotHold = Fenced.extend({
  lot: z.string().min(1),
  /** Pieces on hold, "0" for none, null for the whole lot. */
  onHold: Decimal.nullable(),
  backTo: z.enum(LOT_STATUSES).nullable(),
  reason: z.string(),
  reference: z.string(),
});

/** What may not be consumed. */
export function lotHoldRoutes(book: LotBook, effects: Effects): Route[] {
  const show = (lot: string) => {
    const known = book.lots.get(lot);
    const restriction = book.restriction(lot);
    return {
      lot,
      known: known !== undefined,
      lotStatus: book.isRestricted(lot) ? 'on hold' : (known?.status ?? null),
      ownStatus: known?.status ?? null,
      quantity: known?.quantity ?? null,
      hold: restriction
        ? { active: book.isRestricted(lot), quantity: restriction.quantity, reference: restriction.reference }
        : null,
    };
  };
  return [
    read(
      'lot-query',
      'post',
      '/lot-queries',
      z.object({ lots: z.array(z.string()).max(1000) }),
      ({ lots }) => ({
        lots: lots.map(show),
      }),
    ),
    batch(
      effects,
      'lot-hold',
      '/lot-holds',
      'holds',
      LotHold,
      (line) => line.lot,
      ({ onHold, backTo, ...line }) => ({
        statusBefore: book.restrict({ ...line, quantity: onHold, restore: backTo }),
      }),
    ),
  ];
}
