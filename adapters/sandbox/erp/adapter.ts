import type { ErpPort } from '../../port';
import type { SandboxSystem } from '../calls';
import { documentEffect } from '../document-effect';
import { lotEffect } from '../lot-effect';
import { erpDispositions } from './disposition';
import { erpExposure } from './exposure';
import { erpLots } from './lot';

/** The sandbox's ERP. */
export const sandboxErp = (system: SandboxSystem): ErpPort => ({
  system: system.name,
  product: 'sandbox-erp',
  capabilities: {
    scopes: ['lot', 'part', 'reserved'],
    blocksShipping: true,
    blocksConsumption: true,
    restrictsByItself: ['inspection', 'returns', 'expired', 'block'],
    refusesLate: true,
    readsBack: 'blocked quantity and own status of each lot',
  },
  effects: { lot: lotEffect(system, erpLots), disposition: documentEffect(system, erpDispositions) },
  exposure: (lots, context) => erpExposure(system, lots, context),
});
