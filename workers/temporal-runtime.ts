import { setTimeout as pause } from 'node:timers/promises';
import { DefaultLogger, type LogMetadata, NativeConnection, Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';
import { freePort } from './free-port';

const RETRY_MS = 250;

/**
 * Temporal's own lines go where ours go. To be called once, before anything else of Temporal's.
 * @param measures whether Temporal's core is to measure
 * @returns the address at which it gives its measures; null where it has none
 */
export async function installRuntime(log: Logger, measures: boolean): Promise<string | null> {
  const bindAddress = measures ? `127.0.0.1:${await freePort()}` : null;
  const level = (name: string) =>
    name === 'ERROR' ? 'error' : name === 'WARN' ? 'warn' : name === 'INFO' ? 'info' : 'debug';
  Runtime.install({
    logger: new DefaultLogger('WARN', (entry) =>
      log[level(entry.level)]({ ...ofWork(entry.meta), temporal: entry.meta }, entry.message),
    ),
    // The worker decides itself when to stop, so that activities may finish.
    shutdownSignals: [],
    ...(bindAddress !== null && {
      telemetryOptions: {
        metrics: {
          attachServiceName: false,
          prometheus: {
            bindAddress,
            unitSuffix: true,
            useSecondsForDurations: true,
          },
        },
      },
    }),
  });
  return bindAddress === null ? null : `http://${bindAddress}/metrics`;
}

/** Where our interceptors (`workflows/trace`, `activity-trace`) have said which saga a line is about, it says so as our own lines do. */
const ofWork = ({ trace, transaction }: LogMetadata = {}) => ({
  ...(typeof trace === 'string' && { trace }),
  ...(typeof transaction === 'string' && { transaction }),
});

/** Waits until the Temporal server answers and has the namespace, and says so meanwhile. */
export async function connectNative(
  address: string,
  namespace: string,
  log: Logger,
): Promise<NativeConnection> {
  let connection: NativeConnection | null = null;
  for (let attempt = 1; ; attempt++) {
    try {
      connection ??= await NativeConnection.connect({ address });
      await connection.workflowService.describeNamespace({ namespace });
      return connection;
    } catch (error) {
      if (attempt === 1 || attempt % 20 === 0)
        log.warn(
          { err: error, address, namespace },
          connection
            ? 'Temporal has not this namespace yet (temporal/prepare.js makes it); waiting'
            : 'Temporal does not answer yet; waiting',
        );
      await pause(RETRY_MS);
    }
  }
}
