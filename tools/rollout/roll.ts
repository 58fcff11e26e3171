import type { Client, Connection } from '@temporalio/client';
import { setCurrentVersion, versionsOf, waitUntilRouted } from '../../temporal/deployments';
import { queuesOf } from '../../temporal/names';
import { waitUntilPolled } from '../../temporal/pollers';
import { until, type Deadline } from '../../temporal/until';
import type { Place } from './place';

export interface Rollout {
  readonly connection: Connection;
  readonly client: Client;
  readonly place: Place;
  readonly wait: Deadline;
  readonly say: (text: string) => void;
}

/**
 * Makes a version current in one deployment: waits until its workers poll every queue, sets it, waits until Temporal hands
 * them the tasks, and until no saga is bound to the version that is left. What that one's workers have begun they finish.
 * @returns build id of the version that was left; null when this one was current already
 * @throws Error that names what did not happen in time; until the version is set, nothing has changed
 */
export async function roll(
  { connection, client, place, wait, say }: Rollout,
  deployment: string,
  buildId: string,
): Promise<string | null> {
  const { namespace, topology } = place;
  const queues = queuesOf(topology, deployment);
  await waitUntilPolled(connection, namespace, queues, buildId, wait);
  const { current } = await versionsOf(connection, namespace, deployment);
  await setCurrentVersion(connection, namespace, deployment, buildId, wait);
  await waitUntilRouted(connection, namespace, queues, buildId, wait);
  if (current === null || current === buildId) {
    say(`${deployment}: ${buildId} is current`);
    return null;
  }
  await waitUntilUnbound(client, `${deployment}:${current}`, wait);
  say(
    `${deployment}: ${buildId} is current; the workers of ${current} have nothing more to come, and may be stopped`,
  );
  return current;
}

/** Ours are bound to none: they go on under whatever is current. */
async function waitUntilUnbound(client: Client, version: string, wait: Deadline): Promise<void> {
  const query = `TemporalWorkerDeploymentVersion = '${version}' AND TemporalWorkflowVersioningBehavior = 'Pinned' AND ExecutionStatus = 'Running'`;
  let left = 0;
  await until(
    async () => (left = (await client.workflow.count(query)).count) === 0,
    () => new Error(`${left} sagas are bound to ${version}: keep its workers until these have ended.`),
    wait,
  );
}
