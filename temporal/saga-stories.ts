import { Connection } from '@temporalio/client';
import type { StoryStep } from '../contracts/story';
import { historySteps } from './history-steps';

/** Runs of one saga, newest first, and events of one run that are read: a story is for people. */
const MOST_RUNS = 10;
const MOST_EVENTS = 5_000;
const PAGE = 1_000;
/** Whoever asks waits no longer for Temporal. */
const PATIENCE_MS = 3_000;
/** gRPC's code for what is not there. */
const NOT_FOUND = 5;

/** What Temporal's histories tell of sagas, and of what they do not. */
export interface SagaStory {
  readonly steps: StoryStep[];
  readonly missing: string[];
}

/** Reads sagas' histories; connects when it is first asked. */
export class SagaStories {
  private readonly connection: Connection;

  constructor(
    address: string,
    private readonly namespace: string,
    private readonly patienceMs = PATIENCE_MS,
  ) {
    this.connection = Connection.lazy({ address });
  }

  /**
   * @param workflows ids of sagas
   * @throws Error when Temporal does not answer in time
   */
  async tell(workflows: readonly string[]): Promise<SagaStory> {
    const told = await this.connection.withDeadline(Date.now() + this.patienceMs, () =>
      Promise.all(workflows.map((workflow) => this.tellOne(workflow))),
    );
    return { steps: told.flatMap(({ steps }) => steps), missing: told.flatMap(({ missing }) => missing) };
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  private async tellOne(workflow: string): Promise<SagaStory> {
    const described = await this.describe(workflow);
    if (!described)
      return {
        steps: [],
        missing: [`${workflow} is not known to Temporal: not started yet, or no longer kept`],
      };
    const steps: StoryStep[] = [];
    const missing: string[] = [];
    let run = described.workflowExecutionInfo?.execution?.runId ?? '';
    let pending = described.pendingActivities ?? [];
    for (let runs = 0; run !== ''; runs++) {
      if (runs === MOST_RUNS) return { steps, missing: [...missing, `runs of ${workflow} before ${run}`] };
      const { events, complete } = await this.history(workflow, run);
      steps.push(...historySteps(workflow, run, events, pending));
      if (!complete) missing.push(`events of ${workflow}, run ${run}, after the first ${events.length}`);
      run = events[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? '';
      pending = [];
    }
    return { steps, missing };
  }

  private async describe(workflowId: string) {
    try {
      return await this.connection.workflowService.describeWorkflowExecution({
        namespace: this.namespace,
        execution: { workflowId },
      });
    } catch (error) {
      if ((error as { code?: number }).code === NOT_FOUND) return null;
      throw error;
    }
  }

  private async history(workflowId: string, runId: string) {
    const events = [];
    let nextPageToken: Uint8Array | null | undefined;
    do {
      const page = await this.connection.workflowService.getWorkflowExecutionHistory({
        namespace: this.namespace,
        execution: { workflowId, runId },
        maximumPageSize: PAGE,
        ...(nextPageToken && { nextPageToken }),
      });
      events.push(...(page.history?.events ?? []));
      nextPageToken = page.nextPageToken;
    } while (nextPageToken?.length && events.length < MOST_EVENTS);
    return { events, complete: !nextPageToken?.length };
  }
}
