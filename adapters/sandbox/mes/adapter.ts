import type { MesPort } from '../../port';
import type { SandboxSystem } from '../calls';
import { documentEffect } from '../document-effect';
import { itemEffect } from '../item-effect';
import { lotEffect } from '../lot-effect';
import { assessMes } from './assess';
import { checkpointEffect } from './checkpoint';
import { dispatchEffect } from './dispatch';
import { mesDispositions } from './disposition';
import { mesItems } from './item';
import { mesMade } from './made';
import { orderHoldEffect } from './order-hold';
import { mesLots } from './lot';
import { mesShopFloor } from './shop-floor';
import { mesSnapshot } from './snapshot';
import { startsEffect } from './starts';

/** The sandbox's MES of one plant. */
export const sandboxMes = (system: SandboxSystem): MesPort => ({
  system: system.name,
  product: 'sandbox-mes',
  capabilities: {
    means: system.means,
    identifies: ['serials'],
    scopes: system.means === 'flag' ? ['lot', 'order'] : ['lot', 'part', 'order'],
    blocksShipping: false,
    blocksConsumption: true,
    restrictsByItself: ['inspection', 'returns', 'expired', 'block'],
    refusesLate: true,
    readsBack: 'hold and own status of each lot; routing of each revision; whether starts are stopped',
  },
  effects: {
    lot: lotEffect(system, mesLots(system.means)),
    disposition: documentEffect(system, mesDispositions(system.means)),
    item: itemEffect(system, mesItems),
    starts: startsEffect(system),
    checkpoint: checkpointEffect(system),
    order: orderHoldEffect(system),
    dispatch: dispatchEffect(system),
  },
  shopFloor: (question, context) => mesShopFloor(system, question, context),
  made: (ask, context) => mesMade(system, ask, context),
  assess: (question, context) => assessMes(system, question, context),
  snapshot: (question, context) => mesSnapshot(system, question, context),
});
