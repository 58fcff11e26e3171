import type { Client } from '@temporalio/client';
import { beginAnew } from '../../temporal/begin-anew';
import { ENTERPRISE_DEPLOYMENT } from '../../temporal/names';

/**
 * Sagas that have gone on under a version that is left may have gone a way that the former one does not know. They begin
 * anew from the ledger, which knows how far each is and claims again what their former run has left behind.
 * @param left build id of the version that is left
 * @returns how many began anew
 */
export async function renewSagas(client: Client, left: string): Promise<number> {
  const query = `TemporalUsedWorkerDeploymentVersions = '${ENTERPRISE_DEPLOYMENT}:${left}' AND ExecutionStatus = 'Running'`;
  const renewed = new Set<string>();
  // What is listed is behind what is: again, until nothing new is found.
  for (let found = -1; found !== 0;) {
    found = 0;
    for await (const saga of client.workflow.list({ query })) {
      if (renewed.has(saga.runId)) continue;
      renewed.add(saga.runId);
      found++;
      await beginAnew(client, saga, `version ${left} was rolled back`);
    }
  }
  return renewed.size;
}
