import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';

/** One run of a saga. */
export interface Run {
  readonly workflowId: string;
  readonly runId: string;
}

/**
 * Resets a saga to its first task: nothing was asked of a system before it. The ledger knows how far the saga is, and the new
 * run claims again what the former one has left behind. One that has ended meanwhile finds that it is over.
 * @throws Error when it has not done its first task yet
 */
export async function beginAnew(client: Client, { workflowId, runId }: Run, reason: string): Promise<void> {
  const { namespace } = client.options;
  const workflowExecution = { workflowId, runId };
  const { history } = await client.workflowService.getWorkflowExecutionHistory({
    namespace,
    execution: workflowExecution,
    maximumPageSize: 20,
  });
  const first = history?.events?.find(
    ({ workflowTaskCompletedEventAttributes }) => workflowTaskCompletedEventAttributes,
  );
  if (!first)
    throw new Error(`${workflowId} has no task to begin anew from: see its history in Temporal's Web UI.`);
  await client.workflowService.resetWorkflowExecution({
    namespace,
    workflowExecution,
    reason,
    workflowTaskFinishEventId: first.eventId,
    requestId: randomUUID(),
  });
}
