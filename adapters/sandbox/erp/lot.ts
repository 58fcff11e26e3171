import { z } from 'zod';
import type { LotWords } from '../lot-effect';
import { statusWords } from '../native';

const statuses = statusWords({
  unrestricted: 'unrestricted',
  inspection: 'quality inspection',
  returns: 'returns',
  expired: 'expired',
  block: 'blocked',
});

const Stock = z
  .object({
    lot: z.string(),
    known: z.boolean(),
    ownStatus: z.string().nullable(),
    quantity: z.string().nullable(),
    block: z
      .object({ blocked: z.boolean(), quantity: z.string().nullable(), reference: z.string() })
      .nullable(),
  })
  .transform(({ lot, known, ownStatus, quantity, block }) => ({
    lot,
    known,
    status: ownStatus,
    onHand: quantity,
    restriction: block && { set: block.blocked, quantity: block.quantity, reference: block.reference },
  }));

/** Stock of the lot is blocked: neither issued nor shipped. */
export const erpLots: LotWords = {
  means: 'quantity',
  statuses,
  ask: {
    path: '/stock-blocks',
    list: 'blocks',
    line: ({ subject, desired, restore, detail }, blockedQuantity) => ({
      lot: subject.id,
      blockedQuantity,
      releaseTo: desired.state === 'free' ? statuses.fromNative(restore) : null,
      reason: detail.reason.text,
      reference: detail.hold,
    }),
    statusBefore: 'statusBefore',
  },
  read: { path: '/stock-queries', list: 'stock', answer: Stock },
  shown: 'blocked stock',
};
