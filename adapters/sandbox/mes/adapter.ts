import type { MesPort } from '../../port';
import type { SandboxSystem } from '../calls';
import { documentEffect } from '../document-effect';
import { lotEffect } from '../lot-effect';
import { mesDispositions } from './disposition';
import { mesLots } from './lot';

/** The sandbox's MES of one plant. */
export const sandboxMes = (system: SandboxSystem): MesPort => ({
  system: system.name,
  product: 'sandbox-mes',
  capabilities: {
    scopes: ['lot', 'part'],
    blocksShipping: false,
    blocksConsumption: true,
    restrictsByItself: ['inspection', 'returns', 'expired', 'block'],
    refusesLate: true,
    readsBack: 'hold and own status of each lot',
  },
  effects: { lot: lotEffect(system, mesLots), disposition: documentEffect(system, mesDispositions) },
});
