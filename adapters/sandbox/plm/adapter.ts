import type { PlmPort } from '../../port';
import type { SandboxSystem } from '../calls';
import { reportEffect } from '../report-effect';
import { plmProblemReports } from './nonconformance';

/** The sandbox's PLM. */
export const sandboxPlm = (system: SandboxSystem): PlmPort => ({
  system: system.name,
  product: 'sandbox-plm',
  capabilities: {
    scopes: [],
    blocksShipping: false,
    blocksConsumption: false,
    restrictsByItself: [],
    refusesLate: true,
    readsBack: 'problem report by hold',
  },
  effects: { nonconformance: reportEffect(system, plmProblemReports) },
});
