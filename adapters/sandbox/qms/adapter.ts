import type { QmsPort } from '../../port';
import type { SandboxSystem } from '../calls';
import { documentEffect } from '../document-effect';
import { itemEffect } from '../item-effect';
import { lotEffect } from '../lot-effect';
import { reportEffect } from '../report-effect';
import { assessQms } from './assess';
import { qmsDispositions } from './disposition';
import { qmsInspectionResults, qmsInspections } from './inspection';
import { qmsItems } from './item';
import { qmsLots } from './lot';
import { qmsNonconformances } from './nonconformance';

/** The sandbox's QMS. */
export const sandboxQms = (system: SandboxSystem): QmsPort => ({
  system: system.name,
  product: 'sandbox-qms',
  capabilities: {
    means: 'none',
    identifies: [],
    scopes: ['lot', 'part'],
    blocksShipping: false,
    blocksConsumption: false,
    restrictsByItself: [],
    refusesLate: true,
    readsBack: 'nonconformance by hold, notice by lot, report by disposition, plan of each revision',
  },
  effects: {
    nonconformance: reportEffect(system, qmsNonconformances),
    lot: lotEffect(system, qmsLots),
    disposition: documentEffect(system, qmsDispositions),
    item: itemEffect(system, qmsItems),
    inspection: reportEffect(system, qmsInspections),
    'inspection-result': reportEffect(system, qmsInspectionResults),
  },
  assess: (question, context) => assessQms(system, question, context),
});
