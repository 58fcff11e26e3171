import type { Connection } from '@temporalio/client';

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
