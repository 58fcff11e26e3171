import { z } from 'zod';
import { LotId, Releasability } from './material';
import { Decimal, Quantity } from './quantity';

/** The JOSE type of a signed list: a signature over anything else of Interlock's is no signature of a list. */
export const DENY_LIST_TYPE = 'deny-list+jws';

/** A lot that lies at the plant, and how much of it may be consumed there. */
export const DenyListEntry = z.object({
  lot: LotId,
  unit: Quantity.shape.unit,
  /** What lies at the plant. */
  quantity: Decimal,
  /** What of it may be consumed; 0: the lot is denied. */
  releasable: Decimal,
  /** What stands against consuming all of it. */
  blockedBy: Releasability.shape.blockedBy,
});
export type DenyListEntry = z.infer<typeof DenyListEntry>;

/**
 * What of a plant's lots may not be consumed, for when the plant's line to the enterprise is cut. It names every lot that
 * lies there: one that it does not name is not known to be free.
 */
export const DenyList = z.object({
  plant: z.string(),
  /** Greater with each list that says something else than the one before; never smaller. */
  sequence: z.int().min(1),
  /** No later than the instant at which the ledger was read. */
  issuedAt: z.iso.datetime(),
  /** Null: as in the list of this sequence, which the plant has. */
  lots: z.array(DenyListEntry).nullable(),
  /** Given where `lots` are those alone that are not as in the list of that sequence, which the plant has. */
  since: z.int().min(1).optional(),
  /** With `since`: lots that lie there no longer. */
  gone: z.array(LotId).optional(),
});
export type DenyList = z.infer<typeof DenyList>;

/** A deny-list as the API hands it out: a JWS in compact serialization (RFC 7515), EdDSA. */
export const SignedDenyList = z.object({ jws: z.string() }).meta({ id: 'SignedDenyList' });
export type SignedDenyList = z.infer<typeof SignedDenyList>;
