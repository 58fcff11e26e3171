import type { Demo } from '../../demo';
import { recallIsPlaced } from './placed';
import { recallIsAnswered } from './residuals';
import { recallIsReviewed } from './review';
import { recallAddsUp } from './sums';

/** A heat of bar is recalled: what was made of it is held wherever it lies, and each piece of it comes to an end. */
export async function recall(demo: Demo): Promise<void> {
  const hold = await recallIsPlaced(demo);
  await recallIsAnswered(demo, hold);
  const closed = await recallIsReviewed(demo, hold);
  await recallAddsUp(demo, closed);
}
