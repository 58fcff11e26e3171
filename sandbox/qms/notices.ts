import { z } from 'zod';
import type { Effects } from '../core/effects';
import { Fenced } from '../core/fence';
import type { LotBook } from '../core/lots';
import { Decimal, isZero } from '../core/quantity';
import { batch, read, type Route } from '../core/route';
import type { Nonconformances } from './nonconformances';
import { QUALITY_STATES } from './statuses';

const Notice = Fenced.extend({
  lot: z.string().min(1),
  plant: z.string().min(1),
  /** Pieces under notice, "0" for none, null for the whole lot. */
  underNotice: Decimal.nullable(),
  stateAfter: z.enum(QUALITY_STATES).nullable(),
  /** Null: there is none yet, and the QMS raises one for the reference. */
  nonconformance: z.string().nullable(),
  reason: z.object({ code: z.string(), text: z.string() }),
  reference: z.string(),
});

/** Quality notices: which lots are held, and for which nonconformance. */
export function noticeRoutes(book: LotBook, nonconformances: Nonconformances, effects: Effects): Route[] {
  const show = (lot: string) => {
    const known = book.lots.get(lot);
    const restriction = book.restriction(lot);
    return {
      lot,
      known: known !== undefined,
      qualityState: known?.status ?? null,
      quantity: known?.quantity ?? null,
      notice: restriction
        ? { open: book.isRestricted(lot), quantity: restriction.quantity, reference: restriction.reference }
        : null,
    };
  };
  return [
    read(
      'lot-notice-query',
      'post',
      '/lot-notice-queries',
      z.object({ lots: z.array(z.string()).max(1000) }),
      (input) => ({
        lots: input.lots.map(show),
      }),
    ),
    batch(
      effects,
      'quality-notice',
      '/quality-notices',
      'notices',
      Notice,
      (line) => line.lot,
      (line) => {
        const { underNotice: quantity, stateAfter: restore, reason, reference, lot, plant } = line;
        const stateBefore = book.restrict({ ...line, quantity, restore, reason: reason.text });
        if (quantity !== null && isZero(quantity)) return { stateBefore };
        const registered = nonconformances.register({
          id: line.nonconformance,
          hold: reference,
          plant,
          lot,
          reason,
        });
        return { stateBefore, nonconformance: registered.id };
      },
    ),
  ];
}
