import { z } from 'zod';
import { Instant } from './quantity';

/** In which capacity somebody signs: as who decides, as an approver of a kind, or as who lets a plant go over. Customers sign in their own house. */
export const CAPACITIES = ['decision', 'quality', 'design-authority', 'activation'] as const;
export type Capacity = (typeof CAPACITIES)[number];

/** A signature as the record shows it that was signed (21 CFR 11.50(b)). */
export const ShownSignature = z
  .object({
    id: z.string(),
    capacity: z.enum(CAPACITIES),
    signer: z.object({ id: z.string(), name: z.string() }),
    meaning: z.string(),
    signedAt: Instant,
    /** SHA-256, hex, over the RFC 8785 text of what was signed. */
    recordHash: z.string(),
  })
  .meta({ id: 'ShownSignature' });
export type ShownSignature = z.infer<typeof ShownSignature>;
