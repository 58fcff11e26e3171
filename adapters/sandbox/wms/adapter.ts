import type { WmsPort } from '../../port';
import type { SandboxSystem } from '../calls';
import { documentEffect } from '../document-effect';
import { lotEffect } from '../lot-effect';
import { wmsDispositions } from './disposition';
import { wmsExposure } from './exposure';
import { wmsLots } from './lot';

/** The sandbox's WMS. */
export const sandboxWms = (system: SandboxSystem): WmsPort => ({
  system: system.name,
  product: 'sandbox-wms',
  capabilities: {
    scopes: ['lot', 'part', 'reserved', 'picked'],
    blocksShipping: true,
    blocksConsumption: false,
    restrictsByItself: ['inspection', 'returns', 'expired', 'block'],
    refusesLate: true,
    readsBack: 'allocation block and condition of each lot',
  },
  effects: { lot: lotEffect(system, wmsLots), disposition: documentEffect(system, wmsDispositions) },
  exposure: (lots, context) => wmsExposure(system, lots, context),
});
