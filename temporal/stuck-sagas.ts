import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { beginAnew, type Run } from './begin-anew';
import { SAGA_QUEUE, type WorkflowType } from './names';

/** How often Temporal is asked. */
const EVERY_MS = 15_000;
/** A saga that stands still again so soon after it began anew is left to people: it would do so for ever. */
const ONCE_IN_MS = 600_000;
/** How far back runs that were ended are looked for: a worker that was down for a day still finds them. */
const BACK_MS = 86_400_000;

/** Temporal says so of a run whose workflow task was answered so, five times one after the other. */
const STUCK = `TaskQueue = '${SAGA_QUEUE}' AND ExecutionStatus = 'Running' AND TemporalReportedProblems = 'cause=WorkflowTaskFailedCauseNonDeterministicError'`;

/** Sagas of which the ledger says whether they are over. A plant's rollout is begun by its change's saga alone. */
const OF_THE_LEDGER = [
  'qualityHold',
  'engineeringChange',
  'baseline',
  'inspection',
  'productionOrder',
] as const satisfies readonly WorkflowType[];

/** Runs of them that somebody ended by force, or that failed: whoever wants an end withdraws, cancels or closes. */
const endedSince = (since: Date) =>
  `TaskQueue = '${SAGA_QUEUE}' AND ExecutionStatus IN ('Terminated', 'Failed') AND WorkflowType IN (${OF_THE_LEDGER.map((type) => `'${type}'`).join(', ')}) AND CloseTime > '${since.toISOString()}'`;

/**
 * Finds sagas that stand still, and lets each begin anew from the ledger: those whose history does not replay, and those whose
 * run was ended. No version of this code should have a history of the first kind; the SDK's core has made such histories on a
 * machine where workflow tasks ran out of time one after the other (found by chaos, seed 4: a local activity's answer that was
 * counted in another order than it is replayed in). A saga that stands still contains nothing any more, so that is mended at
 * once and said loudly, not left for a person to find.
 */
export class StuckSagas {
  private timer: NodeJS.Timeout | null = null;
  private mending: Promise<void> = Promise.resolve();
  private readonly begun = new Map<string, number>();
  /** Runs that were ended, and that another has followed. */
  private readonly followed = new Set<string>();

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
        await this.mendOne({ workflowId, runId }, 'its history does not replay');
      const query = endedSince(new Date(Date.now() - BACK_MS));
      for await (const { workflowId, runId, status } of this.client.workflow.list({ query }))
        if (!(await this.isFollowed({ workflowId, runId })))
          await this.mendOne({ workflowId, runId }, `its run was ended in Temporal (${status.name})`);
    } catch (error) {
      this.log.warn(
        { err: error },
        'sagas that stand still were not looked for; they will be, at the next turn',
      );
    }
  }

  private async isFollowed({ workflowId, runId }: Run): Promise<boolean> {
    if (this.followed.has(runId)) return true;
    const newest = await this.client.workflow.getHandle(workflowId).describe();
    if (newest.runId !== runId) this.followed.add(runId);
    return newest.runId !== runId;
  }

  private async mendOne(run: Run, reason: string): Promise<void> {
    const now = Date.now();
    for (const [id, at] of this.begun) if (now - at >= ONCE_IN_MS) this.begun.delete(id);
    if (this.begun.has(run.workflowId)) return;
    try {
      await beginAnew(this.client, run, reason);
      this.begun.set(run.workflowId, now);
      this.log.error(run, `${reason}: it begins anew from the ledger`);
    } catch (error) {
      this.log.warn(
        { ...run, err: error },
        `${reason}: it could not begin anew, and will try at the next turn`,
      );
    }
  }
}
