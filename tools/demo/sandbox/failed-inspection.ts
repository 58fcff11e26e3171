import type { Demo } from '../demo';
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
export async function failedInspection(demo: Demo): Promise<void> {
  const pictureBefore = await before(demo);
  const placed = await inspection(demo);
  const pictureDuring = await containment(demo, placed);
  await refusals(demo, placed);
  await control(demo, placed);
  const closed = await dispositions(demo, placed);
  await after(demo, closed, { before: pictureBefore, during: pictureDuring });
  account(demo, closed);
  await record(demo, closed);
}
