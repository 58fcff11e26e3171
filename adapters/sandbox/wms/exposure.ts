import { z } from 'zod';
import type { Exposed } from '../../../contracts/hold';
import type { CallContext } from '../../port';
import { inBatches, listOf, query, type SandboxSystem } from '../calls';

const Exposures = listOf(
  'exposures',
  z.object({
    lot: z.string(),
    quantity: z.string(),
    step: z.enum(['picked', 'staged', 'loaded']),
    shipment: z.string(),
    customer: z.string(),
    at: z.string(),
  }),
);

/** What of these lots is off the shelf: picked, staged at the door, loaded. */
export async function wmsExposure(
  system: SandboxSystem,
  lots: readonly string[],
  context: CallContext,
): Promise<Exposed[]> {
  const found = await inBatches(lots, (some) =>
    query(system, '/exposure-queries', { lots: some }, Exposures, context),
  );
  return found.map(({ step, shipment, ...rest }) => ({ ...rest, kind: step, reference: shipment }));
}
