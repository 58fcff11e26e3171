import { z } from 'zod';
import type { LotWords } from '../lot-effect';
import { statusWords } from '../native';

const statuses = statusWords({
  unrestricted: 'available',
  inspection: 'inspection',
  returns: 'returned',
  expired: 'expired',
  block: 'damaged',
});

const Inventory = z
  .object({
    lot: z.string(),
    known: z.boolean(),
    condition: z.string().nullable(),
    quantity: z.string().nullable(),
    allocationBlock: z
      .object({ set: z.boolean(), quantity: z.string().nullable(), reference: z.string() })
      .nullable(),
  })
  .transform(({ lot, known, condition, quantity, allocationBlock }) => ({
    lot,
    known,
    status: condition,
    onHand: quantity,
    restriction: allocationBlock,
  }));

/** The lot is blocked for allocation: not picked, not loaded, not shipped. */
export const wmsLots: LotWords = {
  statuses,
  ask: {
    path: '/allocation-blocks',
    list: 'blocks',
    line: ({ subject, desired, restore, detail }, blocked) => ({
      lot: subject.id,
      blocked,
      conditionAfter: desired.state === 'free' ? statuses.fromNative(restore) : null,
      reason: detail.reason.text,
      reference: detail.hold,
    }),
    statusBefore: 'conditionBefore',
  },
  read: { path: '/inventory-queries', list: 'inventory', answer: Inventory },
  shown: 'blocked for allocation',
};
