import { z } from 'zod';
import type { Effects } from '../core/effects';
import { Fenced } from '../core/fence';
import type { LotBook } from '../core/lots';
import { Decimal } from '../core/quantity';
import { batch, read, type Route, write } from '../core/route';
import { STOCK_STATUSES } from './statuses';

const Block = Fenced.extend({
  lot: z.string().min(1),
  /** What is to be blocked, "0" for nothing, null for the whole lot. */
  blockedQuantity: Decimal.nullable(),
  releaseTo: z.enum(STOCK_STATUSES).nullable(),
  reason: z.string(),
  reference: z.string(),
});

/** Stock and what is blocked of it. */
export function stockRoutes(book: LotBook, effects: Effects): Route[] {
  const show = (lot: string) => {
    const known = book.lots.get(lot);
    const restriction = book.restriction(lot);
    return {
      lot,
      known: known !== undefined,
      stockStatus: book.isRestricted(lot) ? 'blocked' : (known?.status ?? null),
      ownStatus: known?.status ?? null,
      quantity: known?.quantity ?? null,
      block: restriction
        ? {
            blocked: book.isRestricted(lot),
            quantity: restriction.quantity,
            reference: restriction.reference,
          }
        : null,
    };
  };
  return [
    read(
      'stock-query',
      'post',
      '/stock-queries',
      z.object({ lots: z.array(z.string()).max(1000) }),
      ({ lots }) => ({
        stock: lots.map(show),
      }),
    ),
    batch(
      effects,
      'stock-block',
      '/stock-blocks',
      'blocks',
      Block,
      (line) => line.lot,
      ({ blockedQuantity, releaseTo, ...line }) => ({
        statusBefore: book.restrict({ ...line, quantity: blockedQuantity, restore: releaseTo }),
      }),
    ),
    write(
      effects,
      'manual-unblock',
      '/stock/:lot/manual-unblock',
      z.object({}),
      (_input, request) => String(request.params.lot),
      (_input, request) => {
        book.liftByHand(String(request.params.lot));
        return show(String(request.params.lot));
      },
    ),
  ];
}
