import type { Worker } from '@temporalio/worker';
import type { Logger } from 'pino';

/** What is not over by then is cut off: longer than an activity's grace, shorter than what the process's keeper gives it. */
export const DRAIN_MS = 13_000;

interface Member {
  readonly worker: Worker;
  readonly ended: Promise<void>;
}

/** The Temporal workers of a process, which may come and go while it runs. */
export class Crew {
  private readonly members = new Map<string, Member>();
  private readonly leaving = new Set<Promise<void>>();
  private fail: (error: unknown) => void = () => undefined;
  private readonly failed = new Promise<never>((_, reject) => (this.fail = reject));

  constructor(private readonly log: Logger) {}

  get queues(): string[] {
    return [...this.members.keys()];
  }

  /** Has a worker poll its queue; the one that did so before takes nothing new and finishes what it does. */
  start(worker: Worker): void {
    const queue = worker.options.taskQueue;
    this.stop(queue);
    const ended = worker.run();
    ended.catch(this.fail);
    this.members.set(queue, { worker, ended });
    this.log.info({ queue }, 'polling');
  }

  stop(queue: string): void {
    const member = this.members.get(queue);
    if (!member) return;
    this.members.delete(queue);
    if (member.worker.getState() === 'RUNNING') member.worker.shutdown();
    const gone = member.ended.finally(() => this.leaving.delete(gone));
    this.leaving.add(gone);
  }

  /**
   * Until the process is told to stop: then all take nothing new and finish what they do, and the process ends within
   * DRAIN_MS. One that fails stops the process, which is started again.
   * @param stopOthers stops what else the process does, at once when it is told to stop
   */
  async runUntilStopped(stopOthers: () => Promise<unknown> = () => Promise.resolve()): Promise<void> {
    const told = new Promise<void>((resolve) => {
      for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
    });
    try {
      await Promise.race([told, this.failed]);
    } finally {
      this.log.info('stopping: nothing new is taken, what is under way is finished');
      setTimeout(() => {
        this.log.error('not everything that was under way has finished in time; it will be done by another');
        process.exit(1);
      }, DRAIN_MS).unref();
      const others = stopOthers();
      for (const queue of this.queues) this.stop(queue);
      await Promise.allSettled(this.leaving);
      await others;
    }
  }
}
