import { createSystemActivities } from '../activities/systems';
import { adaptersFor } from '../adapters/all';
import { readCredentials } from '../config/credentials';
import { readSettings, required } from '../config/settings';
import { readTopology } from '../config/topology';
import { dataConverterOf } from '../temporal/data-converter';
import { deploymentOf } from '../temporal/names';
import { createSystemWorker } from './create';
import { createLogger } from './logger';
import { startPlantGate } from './plant-gate';
import { runUntilStopped } from './run';
import { connectNative, installRuntime } from './temporal-runtime';

/** `node dist/workers/plant.js`: calls the systems of the plant that INTERLOCK_PLANT names, and serves the plant's own gate. Has no database. */
async function main(): Promise<void> {
  const settings = readSettings();
  const plant = required(settings, 'INTERLOCK_PLANT');
  const topology = readTopology(settings.INTERLOCK_TOPOLOGY);
  if (!topology.plants[plant])
    throw new Error(
      `INTERLOCK_PLANT is "${plant}"; the topology has ${Object.keys(topology.plants).join(', ')}.`,
    );
  const log = createLogger(`worker-${plant}`, settings.INTERLOCK_LOG_LEVEL);
  installRuntime(log);
  const credentials = readCredentials(settings.INTERLOCK_CREDENTIALS);
  // Before Temporal answers: a worker that is started while its line is cut has a gate all the same.
  const stopGate = await startPlantGate(settings, plant, topology, credentials, log);
  const adapters = adaptersFor(
    topology,
    credentials,
    ({ scope }) => scope !== 'enterprise' && scope.plant === plant,
  );
  const namespace = settings.INTERLOCK_TEMPORAL_NAMESPACE;
  const connection = await connectNative(settings.INTERLOCK_TEMPORAL_ADDRESS, namespace, log);
  const dataConverter = dataConverterOf(settings.INTERLOCK_PAYLOAD_KEYS);
  const place = { connection, namespace, deployment: deploymentOf(plant), dataConverter };
  const activities = createSystemActivities(adapters);
  try {
    await runUntilStopped(
      await Promise.all(
        [...adapters.keys()].map((system) => createSystemWorker(place, topology, system, activities)),
      ),
      log,
    );
  } finally {
    await stopGate();
    await connection.close();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
