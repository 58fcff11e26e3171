import type { ConnectionLike } from '@temporalio/client';
import { until, type Deadline } from './until';
import { queueType, type Queue } from './pollers';

/**
 * Sets the current version of a deployment, once its workers poll: with none set a normal start never runs (tried).
 * Repeats do nothing. @throws Error when the deployment's workers have not appeared in time
 */
export async function setCurrentVersion(
  connection: ConnectionLike,
  namespace: string,
  deploymentName: string,
  buildId: string,
  wait: Deadline = {},
): Promise<void> {
  let refused: unknown;
  await until(
    () =>
      connection.workflowService
        .setWorkerDeploymentCurrentVersion({
          namespace,
          deploymentName,
          buildId,
          identity: 'interlock',
          ignoreMissingTaskQueues: true,
        })
        .then(
          () => true,
          (error: unknown) => {
            refused = error;
            return false;
          },
        ),
    () =>
      new Error(
        `The workers of ${deploymentName} (version ${buildId}) have not appeared at Temporal: are they running?`,
        { cause: refused },
      ),
    wait,
  );
}

/**
 * Makes the version of a deployment that has none yet, such as a new plant's, the current one, once its workers poll. From
 * the second on, versions are rolled out.
 * @param signal ends the waiting
 */
export async function setFirstVersion(
  connection: ConnectionLike,
  namespace: string,
  deploymentName: string,
  buildId: string,
  signal: AbortSignal,
): Promise<void> {
  await until(
    async () => {
      if (signal.aborted) return true;
      const seen = await versionsOf(connection, namespace, deploymentName).catch(() => null);
      if (!seen) return false;
      if (seen.current === null) await setCurrentVersion(connection, namespace, deploymentName, buildId);
      return true;
    },
    () => new Error(`Temporal has seen no worker of ${deploymentName}.`),
  );
}

/**
 * Waits until Temporal hands the tasks of every queue to this build: a queue whose worker came after its deployment's version
 * was set is told later, and, when the server dies in between, only a minute later (tried).
 * @throws Error that names the queues that are not told in time
 */
export async function waitUntilRouted(
  connection: ConnectionLike,
  namespace: string,
  queues: readonly Queue[],
  buildId: string,
  wait: Deadline = {},
): Promise<void> {
  let left = queues;
  await until(
    async () => {
      const current = await Promise.all(
        left.map(async ({ name, tasks }) => {
          const { versioningInfo } = await connection.workflowService.describeTaskQueue({
            namespace,
            taskQueue: { name },
            taskQueueType: queueType(tasks),
          });
          return versioningInfo?.currentDeploymentVersion?.buildId === buildId;
        }),
      );
      left = left.filter((_, index) => !current[index]);
      return left.length === 0;
    },
    () =>
      new Error(
        `Temporal does not hand tasks of ${left.map(({ name }) => name).join(', ')} to version ${buildId}: are their workers running?`,
      ),
    wait,
  );
}

/** Build ids of a deployment. */
export interface Versions {
  /** Null: none was set yet. */
  readonly current: string | null;
  /** The one that was current before; null: there was none. */
  readonly former: string | null;
}

/** What Temporal says of a deployment. @throws ServiceError, code NOT_FOUND, when none of its workers was ever seen */
export async function versionsOf(
  connection: ConnectionLike,
  namespace: string,
  deploymentName: string,
): Promise<Versions> {
  const { workerDeploymentInfo: info } = await connection.workflowService.describeWorkerDeployment({
    namespace,
    deploymentName,
  });
  const current = info?.routingConfig?.currentDeploymentVersion?.buildId ?? null;
  const left = (info?.versionSummaries ?? [])
    .map(({ deploymentVersion, lastDeactivationTime }) => ({
      buildId: deploymentVersion?.buildId ?? null,
      at: Number(lastDeactivationTime?.seconds ?? 0) + (lastDeactivationTime?.nanos ?? 0) / 1e9,
    }))
    .filter(({ buildId, at }) => at > 0 && buildId !== current)
    .sort((a, b) => b.at - a.at);
  return { current, former: left[0]?.buildId ?? null };
}
