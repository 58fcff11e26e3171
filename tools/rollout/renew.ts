import { randomUUID } from 'node:crypto';
import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { ENTERPRISE_DEPLOYMENT } from '../../temporal/names';

/**
 * Sagas that have gone on under a version that is left may have gone a way that the former one does not know. They begin
 * anew from the ledger, which knows how far each is and claims again what their former run has left behind.
 * @param left build id of the version that is left
 * @returns how many began anew
 */
export async function renewSagas(client: Client, namespace: string, left: string): Promise<number> {
  const query = `TemporalUsedWorkerDeploymentVersions = '${ENTERPRISE_DEPLOYMENT}:${left}' AND ExecutionStatus = 'Running'`;
  const renewed = new Set<string>();
  // What is listed is behind what is: again, until nothing new is found.
  for (let found = -1; found !== 0;) {
    found = 0;
    for await (const saga of client.workflow.list({ query })) {
      if (renewed.has(saga.runId)) continue;
      renewed.add(saga.runId);
      found++;
      await beginAnew(client, namespace, saga, left);
    }
  }
  return renewed.size;
}

/** A reset to its first task: nothing was asked of a system before it. One that has ended meanwhile finds that it is over. */
async function beginAnew(
  client: Client,
  namespace: string,
  { workflowId, runId }: WorkflowExecutionInfo,
  left: string,
): Promise<void> {
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
    reason: `version ${left} was rolled back`,
    workflowTaskFinishEventId: first.eventId,
    requestId: randomUUID(),
  });
}
