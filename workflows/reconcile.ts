import {
  ActivityFailure,
  continueAsNew,
  isCancellation,
  setWorkflowOptions,
  workflowInfo,
} from '@temporalio/workflow';
import type { Readings, Reconciliation } from '../contracts/reconciliation';
import type { Result } from '../contracts/result';
import type { Batch } from '../contracts/step';
import { ledger, systems } from './doors';

/** How far an earlier run of the same reconciliation came. */
type SoFar = Omit<Reconciliation, 'plant'> & Pick<Readings, 'after'>;
const NOTHING: SoFar = { read: 0, drifted: [], skipped: [], after: null };

/**
 * Reads back everything that stands at a plant and holds it against the ledger: every system at once, one call at a time in
 * each. What drifted in a hold is held again by the hold's own saga; what drifted in a revision is shown to a person. A system
 * that cannot be read is left for the next time, and named in the result.
 */
setWorkflowOptions({ versioningBehavior: 'AUTO_UPGRADE' }, reconcile);
export async function reconcile(plant: string, soFar: SoFar = NOTHING): Promise<Reconciliation> {
  let { read, after } = soFar;
  const drifted = [...soFar.drifted];
  const skipped = [...soFar.skipped];
  for (let results: readonly Result[] = []; ;) {
    const next = await ledger.reconcile({ plant, after, results }, Date.now());
    drifted.push(...next.drifted);
    if (next.batches.length === 0) return { plant, read, drifted, skipped };
    if (workflowInfo().continueAsNewSuggested)
      await continueAsNew<typeof reconcile>(plant, { read, drifted, skipped, after });
    const visits = await Promise.all(next.batches.map((batch) => visit(batch, plant)));
    results = visits.flatMap((one) => one.results);
    read += results.length;
    skipped.push(...visits.flatMap(({ system, why }) => (why === null ? [] : [{ system, why }])));
    after = Object.fromEntries(
      visits.flatMap((one) => (one.results.length === 0 ? [] : [[one.system, one.last] as const])),
    );
  }
}

interface Visit {
  readonly system: string;
  /** The last target that it was read for. */
  readonly last: string;
  /** What was read. */
  readonly results: readonly Result[];
  /** Why something was not; null: everything was. */
  readonly why: string | null;
}

async function visit(batch: Batch, plant: string): Promise<Visit> {
  const { system, errands, timeoutMs } = batch;
  const about = { system, last: errands.at(-1)!.target };
  // All tries together: a system that is away keeps what was read of the others no longer from the ledger.
  const milliseconds = 3 * timeoutMs + 1_000;
  const now = Date.now();
  const door = systems(
    system,
    milliseconds,
    `${system}: read back ${errands.length}`,
    { priority: 'compare', plant },
    now + milliseconds,
    now,
  );
  try {
    const results = await door.bring(batch);
    const unread = results.find(({ outcome }) => outcome !== 'observed');
    return {
      ...about,
      results: results.filter(({ outcome }) => outcome === 'observed'),
      why: unread && 'text' in unread ? `${unread.target}: ${unread.text}` : null,
    };
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    return { ...about, results: [], why: error.cause?.message ?? error.message };
  }
}
