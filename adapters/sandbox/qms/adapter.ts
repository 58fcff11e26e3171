import type { QmsPort } from '../../port';
import type { SandboxSystem } from '../calls';
import { documentEffect } from '../document-effect';
import { lotEffect } from '../lot-effect';
import { reportEffect } from '../report-effect';
import { qmsDispositions } from './disposition';
import { qmsLots } from './lot';
import { qmsNonconformances } from './nonconformance';

/** The sandbox's QMS. */
export const sandboxQms = (system: SandboxSystem): QmsPort => ({
  system: system.name,
  product: 'sandbox-qms',
  capabilities: {
    scopes: ['lot', 'part'],
    blocksShipping: false,
    blocksConsumption: false,
    restrictsByItself: [],
    refusesLate: true,
    readsBack: 'nonconformance by hold, notice by lot, report by disposition',
  },
  effects: {
    nonconformance: reportEffect(system, qmsNonconformances),
    lot: lotEffect(system, qmsLots),
    disposition: documentEffect(system, qmsDispositions),
  },
});
