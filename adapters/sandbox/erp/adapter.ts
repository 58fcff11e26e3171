import type { ErpPort } from '../../port';
import type { SandboxSystem } from '../calls';
import { documentEffect } from '../document-effect';
import { itemEffect } from '../item-effect';
import { lotEffect } from '../lot-effect';
import { assessErp } from './assess';
import { confirmationEffect } from './confirmation';
import { erpDispositions } from './disposition';
import { erpExposure } from './exposure';
import { erpItems } from './item';
import { erpLots } from './lot';
import { erpSnapshot } from './snapshot';
import { erpOrder } from './order';

/** The sandbox's ERP. */
export const sandboxErp = (system: SandboxSystem): ErpPort => ({
  system: system.name,
  product: 'sandbox-erp',
  capabilities: {
    means: 'quantity',
    identifies: [],
    scopes: ['lot', 'part', 'reserved'],
    blocksShipping: true,
    blocksConsumption: true,
    restrictsByItself: ['inspection', 'returns', 'expired', 'block'],
    refusesLate: true,
    readsBack: 'blocked quantity and own status of each lot; BOM and routing of each revision',
  },
  effects: {
    lot: lotEffect(system, erpLots),
    disposition: documentEffect(system, erpDispositions),
    item: itemEffect(system, erpItems),
    confirmation: confirmationEffect(system),
  },
  exposure: (lots, context) => erpExposure(system, lots, context),
  order: (id, context) => erpOrder(system, id, context),
  assess: (question, context) => assessErp(system, question, context),
  snapshot: (question, context) => erpSnapshot(system, question, context),
});
