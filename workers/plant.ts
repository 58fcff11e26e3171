import { createSystemActivities } from '../activities/systems';
import { adaptersFor } from '../adapters/all';
import { readCredentials } from '../config/credentials';
import { readSettings } from '../config/settings';
import { readTopology } from '../config/topology';
import { deploymentOf } from '../temporal/names';
import { createSystemWorker } from './create';
import { createLogger } from './logger';
import { runUntilStopped } from './run';
import { connectNative, installRuntime } from './temporal-runtime';

/** `node dist/workers/plant.js`: calls the systems of the plant that INTERLOCK_PLANT names. Has no database. */
async function main(): Promise<void> {
  const settings = readSettings();
  const plant = process.env.INTERLOCK_PLANT ?? '';
  const topology = readTopology(settings.INTERLOCK_TOPOLOGY);
  if (!topology.plants[plant])
    throw new Error(
      `INTERLOCK_PLANT is "${plant}"; the topology has ${Object.keys(topology.plants).join(', ')}.`,
    );
  const log = createLogger(`worker-${plant}`, settings.INTERLOCK_LOG_LEVEL);
  installRuntime(log);
  const adapters = adaptersFor(
    topology,
    readCredentials(settings.INTERLOCK_CREDENTIALS),
    ({ scope }) => scope !== 'enterprise' && scope.plant === plant,
  );
  const connection = await connectNative(settings.INTERLOCK_TEMPORAL_ADDRESS, log);
  const place = {
    connection,
    namespace: settings.INTERLOCK_TEMPORAL_NAMESPACE,
    deployment: deploymentOf(plant),
  };
  const activities = createSystemActivities(adapters);
  await runUntilStopped(
    await Promise.all(
      [...adapters.keys()].map((system) => createSystemWorker(place, topology, system, activities)),
    ),
    log,
  );
  await connection.close();
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
