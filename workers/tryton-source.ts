import { join } from 'node:path';
import { HttpClient } from '../adapters/http/client';
import { TrytonRpc } from '../adapters/tryton/rpc';
import { readSourceConfiguration, type SourceConfiguration } from '../adapters/tryton/source/configuration';
import { FileCursor } from '../adapters/tryton/source/cursor';
import { Delivery } from '../adapters/tryton/source/delivery';
import type { Feed } from '../adapters/tryton/source/feed';
import { productionFeed } from '../adapters/tryton/source/production-feed';
import { qualityFeed } from '../adapters/tryton/source/quality-feed';
import { TrytonSource } from '../adapters/tryton/source/source';
import { stockFeed } from '../adapters/tryton/source/stock-feed';
import { createLogger } from './logger';

const FEEDS: Record<'erp' | 'mes' | 'qms', Feed> = { erp: stockFeed, mes: productionFeed, qms: qualityFeed };
const TIMEOUT_MS = 10_000;

/** `node dist/workers/tryton-source.js <configuration file>`: Tryton calls nobody, so it is asked, and Interlock told. */
async function main(path: string | undefined): Promise<void> {
  if (path === undefined)
    throw new Error('Give the configuration file: node dist/workers/tryton-source.js <file>.');
  const { folder, instances } = readSourceConfiguration(path);
  const stopped = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort());
  await Promise.all(
    instances.map((instance) => sourceOf(instance, folder, stopped.signal).run(stopped.signal)),
  );
}

function sourceOf(
  instance: SourceConfiguration['instances'][number],
  folder: string,
  signal: AbortSignal,
): TrytonSource {
  const { system, role, plant, address, database, login, inbound, secret } = instance;
  const http = new HttpClient({
    system,
    address,
    token: null,
    timeoutMs: TIMEOUT_MS,
    concurrency: 1,
    rollsBackOn503: true,
  });
  const tryton = new TrytonRpc(system, database, login, http).for({
    signal,
    traceparent: null,
    transaction: 'tryton-source',
  });
  const log = createLogger(`tryton-source ${system}`, process.env.INTERLOCK_LOG_LEVEL ?? 'info');
  const delivery = new Delivery({ system, url: inbound, secret });
  return new TrytonSource(
    FEEDS[role],
    tryton,
    plant,
    delivery,
    new FileCursor(join(folder, `${system}.cursor`)),
    log,
  );
}

main(process.argv[2]).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
