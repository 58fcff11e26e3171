import { z } from 'zod';
import { Quantity } from './quantity';

/** An inspection of the lot that passed. */
export const Certificate = z.object({
  inspection: z.object({ system: z.string(), id: z.string() }),
  plan: z.object({ id: z.string(), version: z.string() }).nullable(),
  revision: z.string().nullable(),
  result: z.literal('pass'),
  measuredAt: z.string(),
});

/** What a partner is told of a lot of its own: released facts, and of what is not released no more than that. */
export const PartnerLot = z
  .object({
    lot: z.string(),
    item: z.string(),
    /** Null where nobody has said. */
    revision: z.string().nullable(),
    /** What was shipped to the partner, or what it supplied. */
    quantity: Quantity,
    /** `held`: it is not released. */
    state: z.enum(['released', 'held']),
    certificates: z.array(Certificate),
  })
  .meta({ id: 'PartnerLot' });
export type PartnerLot = z.infer<typeof PartnerLot>;
