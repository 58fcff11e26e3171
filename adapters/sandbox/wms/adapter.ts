import type { WmsPort } from '../../port';
import type { SandboxSystem } from '../calls';
import { documentEffect } from '../document-effect';
import { lotEffect } from '../lot-effect';
import { wmsDispositions } from './disposition';
import { wmsExposure } from './exposure';
import { wmsLots } from './lot';
import { wmsSnapshot } from './snapshot';

/** The sandbox's WMS. */
export const sandboxWms = (system: SandboxSystem): WmsPort => ({
  system: system.name,
  product: 'sandbox-wms',
  capabilities: {
    means: system.means,
    identifies: ['handlingUnit', 'subLot', 'location'],
    // What is picked is blocked where it is, but not taken away.
    scopes: system.means === 'move' ? ['lot', 'part', 'reserved'] : ['lot', 'part', 'reserved', 'picked'],
    blocksShipping: true,
    blocksConsumption: false,
    restrictsByItself: ['inspection', 'returns', 'expired', 'block'],
    refusesLate: true,
    readsBack: 'allocation block and condition of each lot',
  },
  effects: {
    lot: lotEffect(system, wmsLots(system.means)),
    disposition: documentEffect(system, wmsDispositions(system.means)),
  },
  exposure: (lots, context) => wmsExposure(system, lots, context),
  snapshot: (question, context) => wmsSnapshot(system, question, context),
});
