import { z } from 'zod';
import type { Means } from '../../port';
import type { LotWords } from '../lot-effect';
import { mesIdentified } from './identified';
import { statusWords } from '../native';

/** The MES's words for a lot's own status. */
export const mesStatuses = statusWords({
  unrestricted: 'available',
  inspection: 'pending inspection',
  returns: 'returned',
  expired: 'expired',
  block: 'quarantined',
});

const Lot = z
  .object({
    lot: z.string(),
    known: z.boolean(),
    ownStatus: z.string().nullable(),
    quantity: z.string().nullable(),
    hold: z
      .object({ active: z.boolean(), quantity: z.string().nullable(), reference: z.string() })
      .nullable(),
  })
  .transform(({ lot, known, ownStatus, quantity, hold }) => ({
    lot,
    known,
    status: ownStatus,
    onHand: quantity,
    restriction: hold && { set: hold.active, quantity: hold.quantity, reference: hold.reference },
  }));

/** The lot is on hold: no order consumes it. Some know pieces, some a flag alone. */
export const mesLots = (means: Means): LotWords => ({
  means,
  statuses: mesStatuses,
  ask: {
    path: '/lot-holds',
    list: 'holds',
    line: ({ subject, desired, restore, detail }, onHold) => ({
      lot: subject.id,
      onHold,
      backTo: desired.state === 'free' ? mesStatuses.fromNative(restore) : null,
      reason: detail.reason.text,
      reference: detail.hold,
    }),
    statusBefore: 'statusBefore',
  },
  read: { path: '/lot-queries', list: 'lots', answer: Lot },
  identify: mesIdentified,
  shown: 'lot on hold',
});
