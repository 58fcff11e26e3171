import type { PlmPort } from '../../port';
import type { SandboxSystem } from '../calls';
import { itemEffect } from '../item-effect';
import { reportEffect } from '../report-effect';
import { plmItems } from './item';
import { plmProblemReports } from './nonconformance';
import { plmPackage } from './package';

/** The sandbox's PLM. */
export const sandboxPlm = (system: SandboxSystem): PlmPort => ({
  system: system.name,
  product: 'sandbox-plm',
  capabilities: {
    means: 'none',
    identifies: [],
    scopes: [],
    blocksShipping: false,
    blocksConsumption: false,
    restrictsByItself: [],
    refusesLate: true,
    readsBack: 'problem report by hold, implementation by plant',
  },
  effects: { nonconformance: reportEffect(system, plmProblemReports), item: itemEffect(system, plmItems) },
  package: (change, context) => plmPackage(system, change, context),
});
