import { ActivityFailure, CancellationScope, isCancellation, TimeoutFailure } from '@temporalio/workflow';
import type { Batch } from '../contracts/step';
import type { Result } from '../contracts/result';
import { systems, type Turn } from './doors';
import { summaryOf } from './words';

/** Three calls (read, ask, read back), each within the system's time-out, and a second to spare. */
const visitOf = (timeoutMs: number) => 3 * timeoutMs + 1_000;

/**
 * The one road to a system: brings a claimed batch home. What contains is tried for ever (H2). A free is tried until its
 * deadline. What is recalled (its scope is cancelled), or was not freed in time, has lapsed: it may or may not have happened,
 * and is decided anew.
 */
export async function converge(batch: Batch): Promise<Result[]> {
  try {
    return await systems(
      batch.system,
      visitOf(batch.timeoutMs),
      summaryOf(batch),
      turnOf(batch),
      batch.deadline,
      Date.now(),
    ).bring(batch);
  } catch (error) {
    // An attempt that fails while it is being recalled is not tried again, and ends as a failure, not as a cancellation.
    const recalled = isCancellation(error) || CancellationScope.current().consideredCancelled;
    if (!recalled && !(batch.mode === 'free' && error instanceof ActivityFailure)) throw error;
    const text = recalled
      ? 'recalled: something else is wanted now'
      : `not done by its deadline: ${reasonOf(error)}`;
    return batch.errands.map(({ target, generation, token, desired }) => ({
      target,
      generation,
      token,
      desired,
      outcome: 'lapsed',
      ...(!recalled && isUnsent(error) ? { unsent: true } : {}),
      text,
      at: Date.now(),
    }));
  }
}

/** What keeps material or an old revision from being used goes first. */
const turnOf = ({ required, errands }: Batch): Turn => ({
  priority: !required ? 'tidy' : errands.some(({ desired }) => desired.state === 'held') ? 'contain' : 'act',
  plant: errands[0]?.plant ?? null,
});

/** It waited in the system's queue until its deadline, and no attempt at it was ever begun. */
const isUnsent = (error: unknown): boolean =>
  error instanceof ActivityFailure &&
  error.cause instanceof TimeoutFailure &&
  error.cause.timeoutType === 'SCHEDULE_TO_START';

const reasonOf = (error: unknown) =>
  error instanceof ActivityFailure ? (error.cause?.message ?? error.message) : String(error);
