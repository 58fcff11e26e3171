import { once } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
import pino from 'pino';
import { readCredentials } from '../config/credentials';
import { readPayloadKeys } from '../config/payload-keys';
import { readSettings, required } from '../config/settings';
import { startWith } from '../config/running-topology';
import { TopologyKeeper } from '../config/topology-keeper';
import { createPool, Ledger, TOPOLOGY, waitForLedger, WrongEnvironment } from '../ledger';
import { EncryptingCodec } from '../temporal/payload-codec';
import { SagaStories } from '../temporal/saga-stories';
import { createLogger } from '../workers/logger';
import { startTelemetry } from '../workers/telemetry';
import { createApp } from './app';
import { Live } from './live';
import { measureByLedger } from './measures/all';
import { Metrics } from './metrics';
import { createServer } from './server';
import { readKeySet, readSigner } from '../config/signer';

/** A line a request, written many at a time, so that no answer of the gate waits for a write of its own. */
const LOGGING = { sync: false, minLength: 4_096, periodicFlush: 100 };
/** To the ledger; more than a few only wait for each other on the same material. */
const CONNECTIONS = 16;
/** For the gate alone: its statement takes a tenth of a millisecond, so these answer more than the process can ask. */
const GATE_CONNECTIONS = 4;
/** How often deprecated calls are added to the ledger; a process that is killed loses as much of the count. */
const KEEP_USES_MS = 30_000;
/** What has not been answered by then is cut off. */
const DRAIN_MS = 10_000;
/** For the connections to the ledger to end after that; a database that hangs keeps nobody. */
const CLOSE_MS = 2_000;

async function main(): Promise<void> {
  const settings = readSettings();
  const telemetry = await startTelemetry('api');
  const log = createLogger('api', settings.INTERLOCK_LOG_LEVEL, pino.destination(LOGGING));
  const metrics = new Metrics();
  const live = new Live(
    startWith(settings.INTERLOCK_TOPOLOGY),
    () => readCredentials(settings.INTERLOCK_CREDENTIALS),
    { onCall: metrics.calls.onCall },
  );
  const pool = createPool(required(settings, 'INTERLOCK_DATABASE_URL'), CONNECTIONS, 'api');
  const gatePool = createPool(required(settings, 'INTERLOCK_DATABASE_URL'), GATE_CONNECTIONS, 'gate');
  const links = {
    temporalUi: settings.INTERLOCK_TEMPORAL_UI,
    namespace: settings.INTERLOCK_TEMPORAL_NAMESPACE,
  };
  const ledger = new Ledger(pool, live.running.topology, links, gatePool);
  const payloadKeys = settings.INTERLOCK_PAYLOAD_KEYS;
  const sagas = new SagaStories(settings.INTERLOCK_TEMPORAL_ADDRESS, settings.INTERLOCK_TEMPORAL_NAMESPACE);
  const stopping = new AbortController();

  const signer = readSigner(required(settings, 'INTERLOCK_DENY_LIST_KEY'));
  const auditKeys = settings.INTERLOCK_AUDIT_PUBLIC_KEYS;
  const sealed = auditKeys === undefined ? { keys: [] } : readKeySet(auditKeys);
  measureByLedger(
    metrics,
    ledger,
    () => live.running.topology,
    () => new Date(),
  );
  const app = createApp(
    {
      ledger,
      get running() {
        return live.running;
      },
      get topology() {
        return live.running.topology;
      },
      get systems() {
        return live.systems;
      },
      metrics,
      signer,
      auditKeys: { keys: [...sealed.keys, ...signer.keys.keys] },
      ...(payloadKeys !== undefined && {
        payloads: {
          codec: new EncryptingCodec(readPayloadKeys(payloadKeys)),
          webUi: new URL(settings.INTERLOCK_TEMPORAL_UI).origin,
        },
      }),
      sagas,
      temporalUi: settings.INTERLOCK_TEMPORAL_UI,
      now: () => new Date(),
      stopping: stopping.signal,
    },
    () => live.credentials,
    log,
  );
  const topologies = new TopologyKeeper(live.running, {
    name: 'api',
    exchange: async (report) => {
      live.refresh();
      return ledger.topologies.exchange(report, new Date());
    },
    use: (next) => {
      live.goOver(next);
      ledger.goBy(next.topology);
    },
    seen: () => metrics.calls.seen,
    log,
  });
  await topologies.start();
  const unsubscribe = ledger.changes.subscribe(TOPOLOGY, () => topologies.lookNow());
  const server = createServer(app, log).listen(settings.INTERLOCK_API_PORT, settings.INTERLOCK_HOST);
  const underWay = trackAnswers(server);
  await once(server, 'listening');
  log.info(`listening on http://${settings.INTERLOCK_HOST}:${settings.INTERLOCK_API_PORT}`);

  const claimLedger = async () => {
    await waitForLedger(pool, (text) => log.warn(text), stopping.signal);
    if (!stopping.signal.aborted)
      await ledger.topologies.claimEnvironment(settings.INTERLOCK_ENVIRONMENT, new Date());
  };
  void claimLedger().catch((error: unknown) => {
    log.error({ err: error }, 'the ledger cannot be used');
    if (error instanceof WrongEnvironment) process.exit(1);
  });

  const keepUses = () =>
    metrics.deprecatedUses
      .keep(ledger, new Date())
      .catch((error: unknown) => log.warn({ err: error }, 'deprecated calls are added to the ledger later'));
  const keeping = setInterval(() => void keepUses(), KEEP_USES_MS);

  await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
  log.info('stopping: no new requests, those under way are answered');
  stopping.abort();
  setTimeout(() => process.exit(1), DRAIN_MS + CLOSE_MS).unref();
  unsubscribe();
  await topologies.stop();
  await drain(server, underWay);
  clearInterval(keeping);
  await keepUses();
  ledger.changes.close();
  await Promise.all([pool.end(), gatePool.end(), sagas.close()]);
  await telemetry.stop();
}

/**
 * Answers that have not been given yet. In places that are used again: each time a Set makes itself another table, the former
 * one, with the answers of then, is let go of at V8's next full collection only.
 */
function trackAnswers(server: Server): readonly (ServerResponse | undefined)[] {
  const underWay: (ServerResponse | undefined)[] = [];
  const free: number[] = [];
  server.on('request', (_request, answer) => {
    const place = free.pop() ?? underWay.length;
    underWay[place] = answer;
    answer.once('close', () => {
      underWay[place] = undefined;
      free.push(place);
    });
  });
  return underWay;
}

/** No new connection, and none is kept once its answer is given: a server is closed when the last one is. */
async function drain(server: Server, underWay: ReturnType<typeof trackAnswers>): Promise<void> {
  for (const answer of underWay) if (answer && !answer.headersSent) answer.setHeader('Connection', 'close');
  const closed = once(server, 'close');
  server.close();
  const cutOff = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearTimeout(cutOff);
}

main().catch((error: unknown) => {
  process.stderr.write(`api: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
