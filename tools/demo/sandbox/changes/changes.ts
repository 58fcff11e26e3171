import type { Demo } from '../../demo';
import { lyonGoesOver } from './lyon';
import { monterreyGoesOver } from './monterrey';
import { holdOldStock, sortOldStock } from './old-stock';
import { preflight } from './preflight';
import { changeRecord } from './record';
import { refusedChange } from './refused';
import { withdrawnChange } from './withdrawn';

/** The limit that a pin failed is tightened at two plants; one change is refused, and one is withdrawn in the middle. */
export async function changes(demo: Demo): Promise<void> {
  const before = await preflight(demo);
  const hold = await holdOldStock(demo);
  const { id, picture: lyon } = await lyonGoesOver(demo, hold);
  await sortOldStock(demo, hold);
  await monterreyGoesOver(demo, id, { before, lyon });
  await refusedChange(demo);
  await withdrawnChange(demo);
  await changeRecord(demo, id);
}
