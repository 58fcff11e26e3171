import { NativeConnection, Runtime, DefaultLogger } from '@temporalio/worker';
import type { Logger } from 'pino';

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

/** Waits until the Temporal server answers. */
export async function connectNative(address: string, log: Logger): Promise<NativeConnection> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await NativeConnection.connect({ address });
    } catch (error) {
      if (attempt === 1 || attempt % 20 === 0)
        log.warn({ err: error, address }, 'Temporal does not answer yet; waiting');
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}
