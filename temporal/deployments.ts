import type { Connection } from '@temporalio/client';
import { temporal } from '@temporalio/proto';

const { TaskQueueType } = temporal.api.enums.v1;
const TASKS = {
  workflow: TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
  activity: TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
};

const RETRY_MS = 250;

/**
 * Sets the current version of each deployment, once its workers poll: with none set a normal start never runs (tried).
 * Repeats do nothing. @throws Error when a deployment's workers have not appeared in time
 */
export async function setCurrentVersions(
  connection: Connection,
  namespace: string,
  deployments: readonly string[],
  buildId: string,
  waitMs = 60_000,
): Promise<void> {
  const until = Date.now() + waitMs;
  for (const deploymentName of deployments) {
    for (;;) {
      try {
        await connection.workflowService.setWorkerDeploymentCurrentVersion({
          namespace,
          deploymentName,
          buildId,
          identity: 'interlock',
          ignoreMissingTaskQueues: true,
        });
        break;
      } catch (error) {
        if (Date.now() > until)
          throw new Error(
            `The workers of ${deploymentName} (version ${buildId}) have not appeared at Temporal: are they running?`,
            { cause: error },
          );
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }
}

/**
 * Waits until Temporal hands the tasks of every queue to this build: a queue whose worker came after its deployment's version
 * was set is told later, and, when the server dies in between, only a minute later (tried).
 * @throws Error that names the queues that are not told in time
 */
export async function waitUntilRouted(
  connection: Connection,
  namespace: string,
  queues: readonly { readonly name: string; readonly tasks: 'workflow' | 'activity' }[],
  buildId: string,
  waitMs = 60_000,
): Promise<void> {
  const until = Date.now() + waitMs;
  for (let left = queues; ;) {
    const current = await Promise.all(
      left.map(async ({ name, tasks }) => {
        const { versioningInfo } = await connection.workflowService.describeTaskQueue({
          namespace,
          taskQueue: { name },
          taskQueueType: TASKS[tasks],
        });
        return versioningInfo?.currentDeploymentVersion?.buildId === buildId;
      }),
    );
    left = left.filter((_, index) => !current[index]);
    if (left.length === 0) return;
    if (Date.now() > until)
      throw new Error(
        `Temporal does not hand tasks of ${left.map(({ name }) => name).join(', ')} to version ${buildId}: are their workers running?`,
      );
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}
