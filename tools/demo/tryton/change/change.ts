import type { Demo } from '../../demo';
import { activation, carryingOn, staging } from './release';
import { readRevisions, showRevisions } from './revisions';

/** An engineering change on software that nobody here wrote, at the plant whose systems it is. */
export async function change(demo: Demo): Promise<void> {
  const before = await readRevisions(demo);
  const { id, staged } = await staging(demo);
  const released = await activation(demo, id);
  const active = await carryingOn(demo);
  demo.page.chapter('Before, staged, active');
  demo.page.say('What Tryton itself says of PIN-10, its revisions and the orders on them:');
  showRevisions(demo, { before, staged, active });
  demo.page.say('The saga, step by step, in the Temporal Web UI:');
  demo.page.line(released.links.workflow);
}
