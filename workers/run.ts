import type { Worker } from '@temporalio/worker';
import type { Logger } from 'pino';

/** Runs workers until the process is told to stop; one that fails stops the process, which is started again. */
export async function runUntilStopped(workers: readonly Worker[], log: Logger): Promise<void> {
  const stop = () => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  log.info({ queues: workers.map((worker) => worker.options.taskQueue) }, 'polling');
  try {
    await Promise.all(workers.map((worker) => worker.run()));
  } finally {
    stop();
  }
}
