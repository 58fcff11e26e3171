import {
  CancellationScope,
  continueAsNew,
  isCancellation,
  setWorkflowOptions,
  workflowInfo,
} from '@temporalio/workflow';
import type { PageQuestion } from '../contracts/baseline';
import { ledger, systems } from './doors';
import { protect } from './protect';

/**
 * Loads a plant's lots, stock and open orders: every system by itself, page by page, each page tried until it is answered. How
 * far it has come is in the ledger alone: it goes on from there, whoever was killed.
 */
setWorkflowOptions({ versioningBehavior: 'AUTO_UPGRADE' }, baseline);
export async function baseline(id: string): Promise<void> {
  const reading = new CancellationScope({ cancellable: true, parent: CancellationScope.current() });
  let abandoned = false;
  const abandon = async () => {
    abandoned = true;
    reading.cancel();
    await ledger.abandonBaseline(id, Date.now());
  };
  await protect(abandon, async () => {
    const unread = await ledger.planBaseline(id);
    try {
      await reading.run(() => Promise.all(unread.map((system) => load(id, system, reading))));
    } catch (error) {
      if (!isCancellation(error)) throw error;
    }
    if (abandoned) return;
    if (reading.consideredCancelled) await continueAsNew<typeof baseline>(id);
    await ledger.finishBaseline(id, Date.now());
  });
}

async function load(id: string, system: string, reading: CancellationScope): Promise<void> {
  let question = await ledger.nextPage(id, system, Date.now());
  while (question) {
    // The history is long enough. What others are reading may be read again: nobody waits for a system that hangs.
    if (workflowInfo().continueAsNewSuggested) return reading.cancel();
    const page = await door(question).snapshot(question);
    question = await ledger.takePage({ baseline: id, question, page }, Date.now());
  }
}

function door({ system, plant, timeoutMs, lots, page }: PageQuestion) {
  const what = lots ? `${lots.length} lots that changed meanwhile` : `page ${page + 1}`;
  return systems(system, 3 * timeoutMs + 1_000, `${system}: ${what}`, { priority: 'compare', plant });
}
