import type { Story } from '../story';
import { afterwards } from './afterwards';
import { auditor } from './auditor';
import { changes } from './changes/changes';
import { failedInspection } from './failed-inspection';
import { recall } from './recall/recall';

/** Both sagas on the sandbox systems: a lot is held, and then the limit that it failed is changed. */
export const onSandbox: Story = {
  systems: 'sandbox',
  title: 'a failed inspection contains the lot; a change is active when every system is; a heat is recalled',
  cast:
    'Temporal, PostgreSQL and Interlock are real. ERP, PLM, QMS, WMS and the two MES are sandbox systems, each a ' +
    'process of its own with its own API and its own words (real ones: npm run demo -- --systems tryton). The ' +
    'measurements are real: 70 aluminium pins for aircraft assemblies.',
  async play(demo) {
    await failedInspection(demo);
    await changes(demo);
    await recall(demo);
    await auditor(demo);
    await afterwards(demo);
  },
};
