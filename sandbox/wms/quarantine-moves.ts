import { z } from 'zod';
import type { Effects } from '../core/effects';
import { Fenced } from '../core/fence';
import type { LotBook } from '../core/lots';
import { Decimal } from '../core/quantity';
import { batch, type Route } from '../core/route';
import { CONDITIONS } from './statuses';

const QuarantineMove = Fenced.extend({
  lot: z.string().min(1),
  /** Pieces that are to lie in quarantine; "0" for none, null for all that is on the shelf. */
  quarantined: Decimal.nullable(),
  units: z.array(z.string().min(1)).max(1000).default([]),
  /** The blocked location. */
  location: z.string(),
  conditionAfter: z.enum(CONDITIONS).nullable(),
  reason: z.string(),
  reference: z.string(),
});

/** A warehouse that knows no block: stock is taken to a location that nobody picks from. What is off the shelf stays. */
export const quarantineMoveRoutes = (book: LotBook, effects: Effects): Route[] => [
  batch(
    effects,
    'quarantine-move',
    '/quarantine-moves',
    'moves',
    QuarantineMove,
    (line) => line.lot,
    ({ quarantined, conditionAfter, location: _location, ...line }) => ({
      conditionBefore: book.restrict({ ...line, quantity: quarantined, restore: conditionAfter }),
    }),
  ),
];
