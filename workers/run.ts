import type { Worker } from '@temporalio/worker';
import type { Logger } from 'pino';

/** What is not over by then is cut off: longer than an activity's grace, shorter than what the process's keeper gives it. */
export const DRAIN_MS = 13_000;

/**
 * Runs workers until the process is told to stop: then they take nothing new and finish what they do, and the process ends
 * within DRAIN_MS. One that fails stops the process, which is started again.
 * @param stopOthers stops what else the process does, at once when it is told to stop
 */
export async function runUntilStopped(
  workers: readonly Worker[],
  log: Logger,
  stopOthers: () => Promise<unknown> = () => Promise.resolve(),
): Promise<void> {
  let stopping: Promise<unknown> | null = null;
  const stop = () => (stopping ??= drain());
  const drain = () => {
    log.info('stopping: nothing new is taken, what is under way is finished');
    setTimeout(() => {
      log.error('not everything that was under way has finished in time; it will be done by another');
      process.exit(1);
    }, DRAIN_MS).unref();
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    return stopOthers();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  log.info({ queues: workers.map((worker) => worker.options.taskQueue) }, 'polling');
  try {
    await Promise.all(workers.map((worker) => worker.run()));
  } finally {
    await stop();
  }
}
