import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { LedgerActivities } from '../activities/ledger';
import type { SystemActivities } from '../activities/systems';
import { inTurn } from './in-turn';

/**
 * The two doors out of a workflow. The ledger is reached by local activities, tried until it answers: nothing is lost
 * while Postgres is down. A system is reached on its own task queue, so that a system that hangs hurts nobody else.
 */
export const ledger = inTurn(
  proxyLocalActivities<LedgerActivities>({
    startToCloseTimeout: '20 seconds',
    localRetryThreshold: '10 seconds',
    retry: { initialInterval: '50 milliseconds', backoffCoefficient: 2, maximumInterval: '2 seconds' },
  }),
);

const TRIES = {
  initialInterval: '100 milliseconds',
  backoffCoefficient: 2,
  maximumInterval: '2 seconds',
} as const;

/**
 * What goes first at a system that has more to do than it can: what contains, then what lets go, posts, stages or activates,
 * then what tidies, then what is only read to compare.
 */
export const PRIORITY = { contain: 1, act: 2, ask: 3, tidy: 4, compare: 5 } as const;
export interface Turn {
  readonly priority: keyof typeof PRIORITY;
  /** Plants take turns: the flood of one delays no other. Null: it is no plant's. */
  readonly plant: string | null;
}

/**
 * @param visit what one visit may take, in milliseconds
 * @param turn where it stands in the system's queue
 * @param deadline instant after which it is not tried again
 */
export const systems = (
  system: string,
  visit: number,
  summary: string,
  turn: Turn,
  deadline: number | null = null,
  now = 0,
) =>
  proxyActivities<SystemActivities>({
    taskQueue: `system.${system}`,
    startToCloseTimeout: visit,
    heartbeatTimeout: '2 seconds',
    // A free that is recalled is over when its worker says so, or is not heard of: then the next ask may go (H4).
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    ...(deadline === null ? {} : { scheduleToCloseTimeout: Math.max(deadline - now, 1) }),
    retry: TRIES,
    priority: {
      priorityKey: PRIORITY[turn.priority],
      ...(turn.plant === null ? {} : { fairnessKey: turn.plant.slice(0, 64) }),
    },
    summary,
  });
