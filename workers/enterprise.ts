import { Client } from '@temporalio/client';
import { OpenTelemetryWorkflowClientInterceptor } from '@temporalio/interceptors-opentelemetry-v2/lib/client';
import { createLedgerActivities } from '../activities/ledger';
import { AddressGuard } from '../adapters/webhook/guard';
import { CallMeasures } from '../adapters/http/measures';
import { WebhookSender } from '../adapters/webhook/send';
import { readCredentials } from '../config/credentials';
import { startWith, type Running } from '../config/running-topology';
import { readSettings, required } from '../config/settings';
import { readSigner } from '../config/signer';
import { TopologyKeeper } from '../config/topology-keeper';
import { createPool, Ledger, TOPOLOGY, waitForLedger, WrongEnvironment } from '../ledger';
import type { System } from '../contracts/topology';
import { dataConverterOf } from '../temporal/data-converter';
import { backlogOf } from '../temporal/backlog';
import { allQueuesOf, ENTERPRISE_DEPLOYMENT, systemOf } from '../temporal/names';
import { Relay } from '../temporal/relay';
import { setSchedules } from '../temporal/schedules';
import { StuckSagas } from '../temporal/stuck-sagas';
import { BacklogWatch } from './backlog';
import { createSagaWorker } from './create';
import { Crew } from './crew';
import { Deliverer } from './delivery';
import { FirstRevisions } from './first-revisions';
import { Keeper } from './keeper';
import { createLogger } from './logger';
import { serveMetrics } from './metrics-server';
import { processRegistry } from './process-measures';
import { SystemWorkers } from './system-workers';
import { startTelemetry } from './telemetry';
import { connectNative, installRuntime } from './temporal-runtime';

/** `node dist/workers/enterprise.js`: the sagas, the enterprise's systems, the relay, the deliverer, and the ledger's housekeeping. */
async function main(): Promise<void> {
  const settings = readSettings();
  const started = startWith(settings.INTERLOCK_TOPOLOGY);
  const log = createLogger('worker-enterprise', settings.INTERLOCK_LOG_LEVEL);
  const registry = processRegistry();
  const measures = new CallMeasures(registry);
  const telemetry = await startTelemetry('worker-enterprise');
  const temporalMeasures = await installRuntime(log, settings.INTERLOCK_METRICS_PORT !== undefined);
  const stopMetrics = await serveMetrics(settings, registry, temporalMeasures, log);
  const pool = createPool(required(settings, 'INTERLOCK_DATABASE_URL'), 16, 'worker-enterprise');
  const namespace = settings.INTERLOCK_TEMPORAL_NAMESPACE;
  const links = { temporalUi: settings.INTERLOCK_TEMPORAL_UI, namespace };
  const ledger = new Ledger(pool, started.topology, links);

  const connection = await connectNative(settings.INTERLOCK_TEMPORAL_ADDRESS, namespace, log);
  const dataConverter = dataConverterOf(settings.INTERLOCK_PAYLOAD_KEYS);
  const { sinks } = telemetry;
  const place = { connection, namespace, deployment: ENTERPRISE_DEPLOYMENT, dataConverter, sinks };
  // On the worker's own connection: an eager start needs that.
  const interceptors = { workflow: [new OpenTelemetryWorkflowClientInterceptor()] };
  const client = new Client({ connection, namespace, dataConverter, interceptors });
  const crew = new Crew(log);
  // Which systems refuse a late free is a fact about their product, whoever calls them.
  const serves = { needs: () => true, polls: ({ scope }: System) => scope === 'enterprise' };
  const systems = new SystemWorkers(place, crew, serves, measures);
  let firstRevisions: FirstRevisions | null = null;
  let running: Running | null = null;
  const topologies = new TopologyKeeper(started, {
    name: 'worker-enterprise',
    exchange: (report) => ledger.topologies.exchange(report, new Date()),
    async use(next) {
      const { topology, version } = next;
      // The file's are made when the workers' first version is set.
      const former = Object.keys(running?.topology.plants ?? {});
      if (version > 0) await setSchedules(client.schedule, topology, former);
      await systems.goOver(topology, readCredentials(settings.INTERLOCK_CREDENTIALS));
      ledger.goBy(topology);
      running = next;
      void firstRevisions?.stop();
      firstRevisions = new FirstRevisions(ledger, topology, systems.polled, log);
      firstRevisions.start();
    },
    seen: () => measures.seen,
    log,
  });
  await topologies.start();
  const refusesLate = (system: string) => systems.adapters.get(system)?.capabilities.refusesLate ?? false;
  const givesSnapshot = (system: string) => systems.adapters.get(system)?.snapshot !== undefined;
  crew.start(await createSagaWorker(place, createLedgerActivities(ledger, refusesLate, givesSnapshot)));
  const unsubscribe = ledger.changes.subscribe(TOPOLOGY, () => topologies.lookNow());

  const relay = new Relay(pool, client, log);
  const stuck = new StuckSagas(client, log);
  const auditKey = settings.INTERLOCK_AUDIT_KEY;
  const keeper = new Keeper(ledger, auditKey === undefined ? null : readSigner(auditKey).sign, log);
  const guard = new AddressGuard(() => ledger.subscriptions.settings.allow);
  const deliverer = new Deliverer(ledger.subscriptions, new WebhookSender(guard), log);
  const backlog = new BacklogWatch(
    registry,
    () =>
      Promise.all(
        allQueuesOf((running ?? started).topology).map((queue) => backlogOf(connection, namespace, queue)),
      ),
    (backlogs) => {
      const ofSystems = backlogs.flatMap(({ queue, ...of }) => {
        const system = systemOf(queue);
        return system === null ? [] : [{ system, ...of }];
      });
      return ledger.tellBacklogs(ofSystems, new Date());
    },
    log,
  );
  relay.start();
  backlog.start();
  keeper.start();
  deliverer.start();
  stuck.start();
  const starting = new AbortController();
  // What is asked of the ledger meanwhile is asked again until it is there.
  const claimLedger = async () => {
    await waitForLedger(pool, (text) => log.warn(text), starting.signal);
    if (!starting.signal.aborted)
      await ledger.topologies.claimEnvironment(settings.INTERLOCK_ENVIRONMENT, new Date());
  };
  void claimLedger().catch((error: unknown) => {
    log.error({ err: error }, 'the ledger cannot be used');
    if (error instanceof WrongEnvironment) process.exit(1);
  });
  try {
    await crew.runUntilStopped(() => {
      starting.abort();
      unsubscribe();
      return Promise.all([
        relay.stop(),
        backlog.stop(),
        keeper.stop(),
        deliverer.stop(),
        stuck.stop(),
        topologies.stop().then(() => firstRevisions?.stop()),
      ]);
    });
  } finally {
    await stopMetrics();
    ledger.changes.close();
    await pool.end();
    await connection.close();
    await telemetry.stop();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
