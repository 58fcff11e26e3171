import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { beginAnew, type Run } from './begin-anew';
import { SAGA_QUEUE } from './names';

/** How often Temporal is asked. */
const EVERY_MS = 15_000;
/** A saga that stands still again so soon after it began anew is left to people: it would do so for ever. */
const ONCE_IN_MS = 600_000;
const REASON = 'its history does not replay';

/** Temporal says so of a run whose workflow task was answered so, five times one after the other. */
const STUCK = `TaskQueue = '${SAGA_QUEUE}' AND ExecutionStatus = 'Running' AND TemporalReportedProblems = 'cause=WorkflowTaskFailedCauseNonDeterministicError'`;

/**
 * Finds sagas whose history does not replay, and lets each begin anew from the ledger. No version of this code should have
 * one; the SDK's core has made such histories on a machine where workflow tasks ran out of time one after the other (found by
 * chaos, seed 4: a local activity's answer that was counted in another order than it is replayed in). A saga that stands
 * still contains nothing any more, so that is mended at once and said loudly, not left for a person to find.
 */
export class StuckSagas {
  private timer: NodeJS.Timeout | null = null;
  private mending: Promise<void> = Promise.resolve();
  private readonly begun = new Map<string, number>();

  constructor(
    private readonly client: Client,
    private readonly log: Logger,
    private readonly everyMs = EVERY_MS,
  ) {}

  start(): void {
    this.timer = setInterval(() => {
      this.mending = this.mending.then(() => this.mend());
    }, this.everyMs);
  }

  async stop(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    await this.mending;
  }

  private async mend(): Promise<void> {
    try {
      for await (const { workflowId, runId } of this.client.workflow.list({ query: STUCK }))
        await this.mendOne({ workflowId, runId });
    } catch (error) {
      this.log.warn(
        { err: error },
        'sagas that stand still were not looked for; they will be, at the next turn',
      );
    }
  }

  private async mendOne(run: Run): Promise<void> {
    const now = Date.now();
    for (const [id, at] of this.begun) if (now - at >= ONCE_IN_MS) this.begun.delete(id);
    if (this.begun.has(run.workflowId)) return;
    this.begun.set(run.workflowId, now);
    this.log.error(run, `${REASON}: it begins anew from the ledger`);
    await beginAnew(this.client, run, REASON);
  }
}
