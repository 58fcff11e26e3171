import type { MesPort } from '../port';
import type { Instance } from './context';
import { DispositionEffect } from './disposition-effect';
import { LotEffect } from './lot-effect';

/**
 * Tryton's production modules as a modest MES: orders, work centres, consumption. It has a lot lock and order holds; it
 * has no tasks, so a sort, a rework or a repair is done by hand.
 */
export const trytonMes = (instance: Instance): MesPort => ({
  system: instance.rpc.system,
  product: 'tryton-mes',
  capabilities: {
    scopes: ['lot', 'order', 'reserved'],
    blocksShipping: false,
    blocksConsumption: true,
    restrictsByItself: ['expired'],
    refusesLate: false,
    readsBack: 'shelf life of the lot, its stock in quarantine, open alerts of its orders',
  },
  effects: {
    lot: new LotEffect(instance),
    disposition: new DispositionEffect(instance, ['scrap', 'return-to-supplier']),
  },
});
