import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { context } from '@opentelemetry/api';
import { HttpClient } from '../../adapters/http/client';
import { inTraceOf, ofTransaction } from '../../config/trace';
import { claimCommands } from '../../ledger';
import { DIST } from '../../tools/root';
import { createLogger } from '../../workers/logger';
import { startTelemetry } from '../../workers/telemetry';
import { openLedger } from '../ledger/open-ledger';
import { holdRequest, place } from '../ledger/requests';

const ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const TRACE = { traceparent: `00-${ID}-00f067aa0ba902b7-01`, tracestate: 'vendor=17' };
const NOW = new Date('2026-11-03T06:40:00Z');

/** Nothing records; see test/stack/tracing for what does. */
describe('A trace goes through a process that does not record', () => {
  beforeAll(() => startTelemetry('test', {}));

  test('to the calls that are made in it', async () => {
    const seen: IncomingHttpHeaders[] = [];
    const server = createServer((request, response) => {
      seen.push(request.headers);
      response.end('{}');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const erp = new HttpClient({
      system: 'erp',
      address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      token: null,
      timeoutMs: 20_000,
      concurrency: 1,
      rollsBackOn503: false,
    });
    const call = { transaction: 'TX-1', traceparent: null, signal: new AbortController().signal };
    const ask = () => erp.json({ method: 'GET', path: '/x', read: true, context: call });
    // One at a time goes out: the second waits for the first, and is still of its own trace.
    await Promise.all([inTraceOf(TRACE, ask), inTraceOf(null, ask)]);
    await erp.close();
    server.close();
    expect(seen[0]).toMatchObject(TRACE);
    expect(seen[1]!.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(seen[1]!.traceparent).not.toContain(ID);
    expect(seen.map(({ baggage }) => baggage)).toEqual([undefined, undefined]);
  });

  test('to the log, with the transaction', async () => {
    const lines: string[] = [];
    const log = createLogger('test', 'info', { write: (line) => void lines.push(line) });
    await inTraceOf(TRACE, async () => {
      log.info('the trace');
      await context.with(ofTransaction(context.active(), 'TX-1'), async () => {
        await Promise.resolve();
        log.info('and the transaction');
      });
    });
    log.info('neither');
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({ trace: ID, msg: 'the trace' }),
      expect.objectContaining({ trace: ID, transaction: 'TX-1' }),
      expect.not.objectContaining({ trace: expect.anything() }),
    ]);
  });

  test('to what the ledger tells: audit rows, which stay verifiable, events, and commands', async () => {
    const open = await openLedger();
    const { ledger, pool } = open;
    const { transaction } = await inTraceOf(TRACE, () => place(ledger, holdRequest(['PIN-10:L-1']), NOW));
    const audit = await ledger.listAudit({ transaction, limit: 10 });
    expect(audit.items.map(({ trace }) => trace)).toEqual([ID]);
    expect(await ledger.verifyAudit()).toMatchObject({ intact: true });
    expect((await ledger.events.list({ transaction }, null, 10)).events).toMatchObject([TRACE]);
    expect(await claimCommands(pool, 1, 1_000, NOW)).toMatchObject([{ transaction, ...TRACE }]);
    await open.close();
  });

  test('of what records, nothing is loaded', () => {
    const script = `require(${JSON.stringify(join(DIST, 'workers', 'telemetry.js'))}).startTelemetry('test')
      .then(() => console.log(Object.keys(require.cache).filter((file) => /opentelemetry.(sdk|resources|otlp|exporter)/.test(file)).join('\\n')))`;
    expect(execFileSync(process.execPath, ['-e', script], { env: {}, encoding: 'utf8' }).trim()).toBe('');
  });
});
