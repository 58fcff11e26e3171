import { setTimeout as pause } from 'node:timers/promises';
import { NativeConnection, Runtime, DefaultLogger } from '@temporalio/worker';
import type { Logger } from 'pino';

const RETRY_MS = 250;

/** Temporal's own lines go where ours go. To be called once, before anything else of Temporal's. */
export function installRuntime(log: Logger): void {
  const level = (name: string) =>
    name === 'ERROR' ? 'error' : name === 'WARN' ? 'warn' : name === 'INFO' ? 'info' : 'debug';
  Runtime.install({
    logger: new DefaultLogger('WARN', (entry) =>
      log[level(entry.level)]({ temporal: entry.meta }, entry.message),
    ),
    // The worker decides itself when to stop, so that activities may finish.
    shutdownSignals: [],
  });
}

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
