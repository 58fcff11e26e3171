import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { Counter, Registry } from 'prom-client';
import { readSettings } from '../../config/settings';
import { serveMetrics } from '../../workers/metrics-server';
import { freePort } from '../../workers/free-port';

const log = pino({ level: 'silent' });

const settingsWith = (port?: number) =>
  readSettings({
    INTERLOCK_TOPOLOGY: 'none',
    INTERLOCK_CREDENTIALS: 'none',
    ...(port !== undefined && { INTERLOCK_METRICS_PORT: String(port) }),
  });
const counting = () => {
  const registry = new Registry();
  new Counter({ name: 'ours_total', help: 'ours', registers: [registry] }).inc();
  return registry;
};

it("gives a worker's measures with Temporal's own, and without these where they are not to be had", async () => {
  const temporal = createServer((_request, response) => void response.end('temporal_request 7\n'));
  temporal.listen(0, '127.0.0.1');
  await once(temporal, 'listening');
  const { port: core } = temporal.address() as AddressInfo;
  const port = await freePort();
  const stop = await serveMetrics(settingsWith(port), counting(), `http://127.0.0.1:${core}/metrics`, log);
  const url = `http://127.0.0.1:${port}`;
  const both = await (await fetch(`${url}/metrics`)).text();
  expect(both).toContain('ours_total 1\n');
  expect(both).toContain('temporal_request 7\n');
  expect((await fetch(`${url}/other`)).status).toBe(404);
  temporal.close();
  temporal.closeAllConnections();
  const ours = await fetch(`${url}/metrics`);
  expect(ours.status).toBe(200);
  expect(await ours.text()).not.toContain('temporal_');
  await stop();
  await expect(fetch(`${url}/metrics`)).rejects.toThrow();
});

it('listens nowhere where the settings name no port', async () => {
  const stop = await serveMetrics(settingsWith(), counting(), null, log);
  await stop();
});
