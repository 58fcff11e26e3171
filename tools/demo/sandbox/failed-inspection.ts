import type { Story } from '../story';
import { account } from './account';
import { after } from './after';
import { before } from './before';
import { containment } from './containment';
import { control } from './control';
import { dispositions } from './dispositions';
import { inspection } from './inspection';
import { record } from './record';
import { refusals } from './refusals';

/** A lot fails its inspection in the QMS; it is contained, sorted, scrapped and released everywhere. */
export const failedInspection: Story = {
  systems: 'sandbox',
  title: 'a failed inspection contains the lot in every system',
  cast:
    'Temporal, PostgreSQL and Interlock are real. ERP, PLM, QMS, WMS and the two MES are sandbox systems, each a ' +
    'process of its own with its own API and its own words (real ones: npm run demo -- --systems tryton). The ' +
    'measurements are real: 70 aluminium pins for aircraft assemblies.',
  async play(demo) {
    const pictureBefore = await before(demo);
    const placed = await inspection(demo);
    const pictureDuring = await containment(demo, placed);
    await refusals(demo, placed);
    await control(demo, placed);
    const closed = await dispositions(demo, placed);
    await after(demo, closed, { before: pictureBefore, during: pictureDuring });
    account(demo, closed);
    await record(demo, closed);
  },
};
