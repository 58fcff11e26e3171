import type { MesPort } from '../port';
import { assessMes } from './assessment/assess';
import type { Instance } from './context';
import { DispositionEffect } from './disposition-effect';
import { LotEffect } from './lot-effect';
import { ProductionKeeper } from './revision/production-keeper';
import { RevisionEffect } from './revision/revision-effect';
import { StartsEffect } from './revision/starts-effect';

/**
 * Tryton's production modules as a modest MES: orders, work centres, consumption. It has a lot lock and order holds; it
 * has no tasks, so a sort, a rework or a repair is done by hand.
 */
export const trytonMes = (instance: Instance): MesPort => ({
  system: instance.rpc.system,
  product: 'tryton-mes',
  capabilities: {
    means: 'flag',
    identifies: [],
    scopes: ['lot', 'order', 'reserved'],
    blocksShipping: false,
    blocksConsumption: true,
    restrictsByItself: ['expired'],
    refusesLate: false,
    readsBack:
      'shelf life of the lot, its stock in quarantine, open alerts of its orders; BOMs of the item, their links and routings',
  },
  effects: {
    lot: new LotEffect(instance),
    disposition: new DispositionEffect(instance, ['scrap', 'return-to-supplier']),
    item: new RevisionEffect(instance, new ProductionKeeper()),
    starts: new StartsEffect(),
  },
  assess: (question, context) => assessMes(instance, question, context),
});
