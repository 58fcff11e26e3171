import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Settings } from '../config/settings';

/** Temporal's own are in this process: more than a moment means that they are not to be had. */
const TEMPORAL_MS = 1_000;

/**
 * Serves a worker's measures at `/metrics`, for Prometheus, if the settings give it a port: the process's own, and those of
 * Temporal's core beside them.
 * @param temporal address at which Temporal's core gives its own
 * @returns stops it
 */
export async function serveMetrics(
  settings: Settings,
  registry: Registry,
  temporal: string | null,
  log: Logger,
): Promise<() => Promise<void>> {
  const port = settings.INTERLOCK_METRICS_PORT;
  if (port === undefined) return () => Promise.resolve();
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    Promise.all([registry.metrics(), temporal === null ? '' : measuresOf(temporal, log)]).then(
      (parts) => response.writeHead(200, { 'Content-Type': registry.contentType }).end(parts.join('\n')),
      (error: unknown) => {
        log.error({ err: error }, 'the measures could not be gathered');
        response.writeHead(500).end();
      },
    );
  }).listen(port, settings.INTERLOCK_HOST);
  await once(server, 'listening');
  log.info(`measures are at http://${settings.INTERLOCK_HOST}:${port}/metrics`);
  return async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
}

/** Left out, and said so, where they are not to be had: the process's own are wanted all the same. */
async function measuresOf(temporal: string, log: Logger): Promise<string> {
  try {
    const response = await fetch(temporal, { signal: AbortSignal.timeout(TEMPORAL_MS) });
    return await response.text();
  } catch (error) {
    log.warn({ err: error }, "Temporal's own measures are left out");
    return '';
  }
}
