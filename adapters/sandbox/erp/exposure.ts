import { z } from 'zod';
import { inBatches, listOf, query, type SandboxSystem } from '../calls';
import type { Exposed } from '../../../contracts/hold';
import type { CallContext } from '../../port';

const KINDS = {
  assigned: 'assigned',
  shipped: 'shipped',
  'in transit': 'in-transit',
  'issued to order': 'consumed',
  // Kept for it, and still in stock.
  'reserved for order': 'assigned',
} as const;

const Exposures = listOf(
  'exposures',
  z.object({
    lot: z.string(),
    quantity: z.string(),
    situation: z.enum(['assigned', 'shipped', 'in transit', 'issued to order', 'reserved for order']),
    document: z.string(),
    customer: z.string().nullable(),
    at: z.string(),
  }),
);

/** What of these lots is assigned to a delivery, shipped, in transit between plants, or issued to an order or kept for it. */
export async function erpExposure(
  system: SandboxSystem,
  lots: readonly string[],
  context: CallContext,
): Promise<Exposed[]> {
  const found = await inBatches(lots, (some) =>
    query(system, '/exposure-queries', { lots: some }, Exposures, context),
  );
  return found.map(({ situation, document, ...rest }) => ({
    ...rest,
    kind: KINDS[situation],
    reference: document,
  }));
}
