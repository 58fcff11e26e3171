import type { ErpPort } from '../port';
import { assessErp } from './assessment/assess';
import type { Instance } from './context';
import { DispositionEffect } from './disposition-effect';
import { exposureOf } from './exposure';
import { LotEffect } from './lot-effect';
import { ProductionKeeper } from './revision/production-keeper';
import { RevisionEffect } from './revision/revision-effect';

/** Tryton's stock, sales and production modules as ERP. */
export const trytonErp = (instance: Instance): ErpPort => ({
  system: instance.rpc.system,
  product: 'tryton-erp',
  capabilities: {
    means: 'flag',
    identifies: [],
    // No lock for a part of a lot. What is packed cannot be stopped at "ship", only at the posting that follows.
    scopes: ['lot', 'order', 'reserved'],
    blocksShipping: true,
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
  },
  assess: (question, context) => assessErp(instance, question, context),
  exposure: (lots, context) => exposureOf(instance, lots, context),
});
