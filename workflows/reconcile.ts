import {
  ActivityFailure,
  continueAsNew,
  isCancellation,
  setWorkflowOptions,
  workflowInfo,
} from '@temporalio/workflow';
import type { ReadableSystem, Reconciliation } from '../contracts/reconciliation';
import type { Result } from '../contracts/result';
import type { Batch } from '../contracts/step';
import { ledger, systems } from './doors';

/** A system that has not answered after so many visits is left for the next time. */
const VISITS = 2;

/** How far an earlier run of the same reconciliation came: for each system the last target that was read; null: all were. */
type SoFar = Reconciliation & { readonly after: Readonly<Record<string, string | null>> };

/**
 * Reads back everything that stands at a plant and holds it against the ledger, one call at a time in each system. What
 * drifted in a hold is held again by the hold's own saga; what drifted in a revision is shown to a person. A system that
 * cannot be read is left for the next time, and named in the result.
 */
setWorkflowOptions({ versioningBehavior: 'AUTO_UPGRADE' }, reconcile);
export async function reconcile(plant: string, soFar?: SoFar): Promise<Reconciliation> {
  let read = soFar?.read ?? 0;
  const drifted = [...(soFar?.drifted ?? [])];
  const skipped = [...(soFar?.skipped ?? [])];
  const after: Record<string, string | null> = { ...soFar?.after };
  let full = false;

  const readAll = async ({ system, timeoutMs }: ReadableSystem): Promise<void> => {
    let results: readonly Result[] = [];
    for (let last = after[system] ?? ''; ;) {
      const step = await ledger.reconcile({ plant, system, after: last, results }, Date.now());
      drifted.push(...step.drifted);
      after[system] = step.batch && last;
      full ||= workflowInfo().continueAsNewSuggested;
      if (!step.batch || full) return;
      results = await readBack(step.batch, plant, timeoutMs).catch((error: unknown) => {
        if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
        skipped.push({ system, why: error.cause?.message ?? error.message });
        return [];
      });
      const unread = results.find((result) => result.outcome !== 'observed');
      if (unread) skipped.push({ system, why: whyNot(unread) });
      const seen = results.filter(({ outcome }) => outcome === 'observed').length;
      read += seen;
      last = step.batch.errands.at(-1)!.target;
      if (seen === 0) {
        after[system] = null;
        return;
      }
    }
  };

  const readable = await ledger.systemsToRead(plant);
  await Promise.all(readable.filter(({ system }) => after[system] !== null).map(readAll));
  const result = { plant, read, drifted, skipped };
  if (full) await continueAsNew<typeof reconcile>(plant, { ...result, after });
  return result;
}

function readBack(batch: Batch, plant: string, timeoutMs: number): Promise<Result[]> {
  const visit = 3 * timeoutMs + 1_000;
  const now = Date.now();
  const summary = `${batch.system}: read back ${batch.errands.length}`;
  return systems(
    batch.system,
    visit,
    summary,
    { priority: 'compare', plant },
    now + VISITS * visit,
    now,
  ).bring(batch);
}

const whyNot = (result: Result): string =>
  'text' in result ? `${result.target}: ${result.text}` : result.target;
