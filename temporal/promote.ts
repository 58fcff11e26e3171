import { ScheduleClient } from '@temporalio/client';
import { takeVersion } from '../config/running-topology';
import { readSettings, required } from '../config/settings';
import { readTopology } from '../config/topology';
import { createPool, Ledger, Topologies, waitForLedger } from '../ledger';
import { readBundle } from './bundle';
import { connect } from './connect';
import { setCurrentVersion, waitUntilRouted } from './deployments';
import { deploymentsOf, queuesOf } from './names';
import { setSchedules } from './schedules';

/** `node dist/temporal/promote.js`: makes this build the current version of every deployment, and remembers that it did. */
async function main(): Promise<void> {
  const settings = readSettings();
  const topology = readTopology(settings.INTERLOCK_TOPOLOGY);
  const { buildId } = readBundle();
  const connection = await connect(settings.INTERLOCK_TEMPORAL_ADDRESS, console.log);
  const namespace = settings.INTERLOCK_TEMPORAL_NAMESPACE;
  const deployments = deploymentsOf(topology);
  for (const deployment of deployments) await setCurrentVersion(connection, namespace, deployment, buildId);
  const queues = deployments.flatMap((deployment) => queuesOf(topology, deployment));
  await waitUntilRouted(connection, namespace, queues, buildId);
  const pool = createPool(required(settings, 'INTERLOCK_DATABASE_URL'), 1, 'promote');
  await waitForLedger(pool, console.log);
  // Only now is there a worker that knows the workflow which they start.
  const newest = await new Topologies(pool).newest();
  const inForce = newest === null ? topology : takeVersion(newest.version, newest).topology;
  await setSchedules(new ScheduleClient({ connection, namespace }), inForce);
  await connection.close();
  const links = { temporalUi: settings.INTERLOCK_TEMPORAL_UI, namespace };
  await new Ledger(pool, topology, links).promoted(buildId, new Date());
  await pool.end();
  console.log(`temporal: version ${buildId} is current`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
