import { CallMeasures } from '../adapters/http/measures';
import { readCredentials } from '../config/credentials';
import { startWith, type Running } from '../config/running-topology';
import { readSettings, required } from '../config/settings';
import { TopologyKeeper } from '../config/topology-keeper';
import { dataConverterOf } from '../temporal/data-converter';
import { readBundle } from '../temporal/bundle';
import { setFirstVersion } from '../temporal/deployments';
import { deploymentOf } from '../temporal/names';
import { Crew } from './crew';
import { inTurn } from './in-turn';
import { createLogger } from './logger';
import { serveMetrics } from './metrics-server';
import { startPlantGate } from './plant-gate';
import { processRegistry } from './process-measures';
import { SystemWorkers } from './system-workers';
import { startTelemetry } from './telemetry';
import { connectNative, installRuntime } from './temporal-runtime';
import { topologyLine } from './topology-line';

/** `node dist/workers/plant.js`: calls the systems of the plant that INTERLOCK_PLANT names, and serves the plant's own gate. Has no database. */
async function main(): Promise<void> {
  const settings = readSettings();
  const plant = required(settings, 'INTERLOCK_PLANT');
  const log = createLogger(`worker-${plant}`, settings.INTERLOCK_LOG_LEVEL);
  const registry = processRegistry();
  const measures = new CallMeasures(registry);
  const telemetry = await startTelemetry(`worker-${plant}`);
  const temporalMeasures = await installRuntime(log, settings.INTERLOCK_METRICS_PORT !== undefined);
  const stopMetrics = await serveMetrics(settings, registry, temporalMeasures, log);
  const crew = new Crew(log);
  let running: Running = startWith(settings.INTERLOCK_TOPOLOGY);
  let credentials = readCredentials(settings.INTERLOCK_CREDENTIALS);
  let systems: SystemWorkers | null = null;
  const turn = inTurn();
  const use = async (next: Running): Promise<void> => {
    const { plants } = next.topology;
    if (!Object.hasOwn(plants, plant))
      throw new Error(`INTERLOCK_PLANT is "${plant}"; the topology has ${Object.keys(plants).join(', ')}.`);
    const present = readCredentials(settings.INTERLOCK_CREDENTIALS);
    await systems?.goOver(next.topology, present);
    [running, credentials] = [next, present];
  };
  const topologies = new TopologyKeeper(running, {
    name: `worker-${plant}`,
    exchange: topologyLine(settings.INTERLOCK_API, settings.INTERLOCK_PLANT_KEY),
    use: (next) => turn(() => use(next)),
    seen: () => measures.seen,
    log,
  });
  await topologies.start(
    !Object.hasOwn(running.topology.plants, plant) && settings.INTERLOCK_API !== undefined,
  );
  // Before Temporal answers: a worker that is started while its line is cut has a gate all the same.
  const gate = {
    plant: () => running.topology.plants[plant]!,
    partners: () => running.topology.partners,
    credentials: () => credentials,
  };
  const stopGate = await startPlantGate(settings, plant, gate, log);

  const namespace = settings.INTERLOCK_TEMPORAL_NAMESPACE;
  const connection = await connectNative(settings.INTERLOCK_TEMPORAL_ADDRESS, namespace, log);
  const dataConverter = dataConverterOf(settings.INTERLOCK_PAYLOAD_KEYS);
  const deployment = deploymentOf(plant);
  const mine = ({ scope }: Running['topology']['systems'][string]) =>
    scope !== 'enterprise' && scope.plant === plant;
  await turn(() => {
    const place = { connection, namespace, deployment, dataConverter, sinks: telemetry.sinks };
    systems = new SystemWorkers(place, crew, { needs: mine, polls: mine }, measures);
    return use(running);
  });
  const stopped = new AbortController();
  void setFirstVersion(connection, namespace, deployment, readBundle().buildId, stopped.signal).catch(
    (error: unknown) => log.warn({ err: error }, "the plant's first version was not made current"),
  );
  try {
    await crew.runUntilStopped(() => {
      stopped.abort();
      return topologies.stop();
    });
  } finally {
    await Promise.all([stopGate(), stopMetrics()]);
    await connection.close();
    await telemetry.stop();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
