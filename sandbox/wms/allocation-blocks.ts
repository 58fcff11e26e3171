import { z } from 'zod';
import type { Effects } from '../core/effects';
import { Fenced } from '../core/fence';
import type { LotBook } from '../core/lots';
import { Decimal } from '../core/quantity';
import { batch, type Route } from '../core/route';
import { CONDITIONS } from './statuses';

const AllocationBlock = Fenced.extend({
  lot: z.string().min(1),
  /** Pieces that may not be picked, loaded or shipped; "0" for none, null for the whole lot. */
  blocked: Decimal.nullable(),
  /** Handling units that are meant; none: any pieces of the lot. */
  units: z.array(z.string().min(1)).max(1000).default([]),
  conditionAfter: z.enum(CONDITIONS).nullable(),
  reason: z.string(),
  reference: z.string(),
});

/** What may not be allocated to a shipment. */
export const allocationBlockRoutes = (book: LotBook, effects: Effects): Route[] => [
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
