import { z } from 'zod';
import type { LotWords } from '../lot-effect';
import { statusWords } from '../native';

const statuses = statusWords({
  unrestricted: 'cleared',
  inspection: 'in inspection',
  returns: 'returned',
  expired: 'expired',
  block: 'rejected',
});

const Lot = z
  .object({
    lot: z.string(),
    known: z.boolean(),
    qualityState: z.string().nullable(),
    quantity: z.string().nullable(),
    notice: z
      .object({ open: z.boolean(), quantity: z.string().nullable(), reference: z.string() })
      .nullable(),
  })
  .transform(({ lot, known, qualityState, quantity, notice }) => ({
    lot,
    known,
    status: qualityState,
    onHand: quantity,
    restriction: notice && { set: notice.open, quantity: notice.quantity, reference: notice.reference },
  }));

/** A quality notice on the lot: it stops nobody, and tells everybody. */
export const qmsLots: LotWords = {
  means: 'quantity',
  statuses,
  ask: {
    path: '/quality-notices',
    list: 'notices',
    line: ({ subject, desired, restore, detail }, underNotice) => ({
      lot: subject.id,
      plant: detail.plant,
      underNotice,
      stateAfter: desired.state === 'free' ? statuses.fromNative(restore) : null,
      nonconformance: detail.nonconformance?.id ?? null,
      reason: detail.reason,
      reference: detail.hold,
    }),
    statusBefore: 'stateBefore',
  },
  read: { path: '/lot-notice-queries', list: 'lots', answer: Lot },
  shown: 'under quality notice',
};
