import { Client } from '@temporalio/client';
import { createLedgerActivities } from '../activities/ledger';
import { createSystemActivities } from '../activities/systems';
import { adaptersFor } from '../adapters/all';
import { readCredentials } from '../config/credentials';
import { readSettings, required } from '../config/settings';
import { readTopology } from '../config/topology';
import { createPool, Ledger, waitForLedger } from '../ledger';
import { dataConverterOf } from '../temporal/data-converter';
import { ENTERPRISE_DEPLOYMENT } from '../temporal/names';
import { Relay } from '../temporal/relay';
import { createSagaWorker, createSystemWorker } from './create';
import { FirstRevisions } from './first-revisions';
import { Keeper } from './keeper';
import { createLogger } from './logger';
import { runUntilStopped } from './run';
import { connectNative, installRuntime } from './temporal-runtime';

/** `node dist/workers/enterprise.js`: the sagas, the enterprise's systems, the relay, and the ledger's housekeeping. */
async function main(): Promise<void> {
  const settings = readSettings();
  const topology = readTopology(settings.INTERLOCK_TOPOLOGY);
  const log = createLogger('worker-enterprise', settings.INTERLOCK_LOG_LEVEL);
  installRuntime(log);
  const pool = createPool(required(settings, 'INTERLOCK_DATABASE_URL'), 16, 'worker-enterprise');
  const namespace = settings.INTERLOCK_TEMPORAL_NAMESPACE;
  const ledger = new Ledger(pool, topology, { temporalUi: settings.INTERLOCK_TEMPORAL_UI, namespace });

  // Which systems refuse a late free is a fact about their product, whoever calls them.
  const all = adaptersFor(topology, readCredentials(settings.INTERLOCK_CREDENTIALS), () => true);
  const own = new Map([...all].filter(([name]) => topology.systems[name]?.scope === 'enterprise'));
  const refusesLate = (system: string) => all.get(system)?.capabilities.refusesLate ?? false;
  const givesSnapshot = (system: string) => all.get(system)?.snapshot !== undefined;

  const connection = await connectNative(settings.INTERLOCK_TEMPORAL_ADDRESS, namespace, log);
  const dataConverter = dataConverterOf(settings.INTERLOCK_PAYLOAD_KEYS);
  const place = { connection, namespace, deployment: ENTERPRISE_DEPLOYMENT, dataConverter };
  const systems = createSystemActivities(own);
  const workers = await Promise.all([
    createSagaWorker(place, createLedgerActivities(ledger, refusesLate, givesSnapshot)),
    ...[...own.keys()].map((system) => createSystemWorker(place, topology, system, systems)),
  ]);

  // On the worker's own connection: an eager start needs that.
  const relay = new Relay(pool, new Client({ connection, namespace, dataConverter }), log);
  const keeper = new Keeper(ledger, log);
  const firstRevisions = new FirstRevisions(ledger, topology, own, log);
  relay.start();
  keeper.start();
  firstRevisions.start();
  const starting = new AbortController();
  // What is asked of the ledger meanwhile is asked again until it is there.
  void waitForLedger(pool, (text) => log.warn(text), starting.signal).catch((error: unknown) =>
    log.error({ err: error }, 'the ledger cannot be used'),
  );
  try {
    await runUntilStopped(workers, log, () => {
      starting.abort();
      return Promise.all([relay.stop(), keeper.stop(), firstRevisions.stop()]);
    });
  } finally {
    await pool.end();
    await connection.close();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
