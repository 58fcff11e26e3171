import { Gauge, type Registry } from 'prom-client';
import type { Logger } from 'pino';
import type { Backlog } from '../temporal/backlog';

const EVERY_MS = 5_000;

/**
 * Keeps what waits at Temporal measured, by asking in the background: a scrape waits for nobody. While Temporal cannot be asked,
 * there is no such measure, rather than one of before.
 */
export class BacklogWatch {
  private readonly tasks: Gauge<'queue'>;
  private readonly age: Gauge<'queue'>;
  private timer: NodeJS.Timeout | null = null;
  private looking: Promise<void> = Promise.resolve();

  /**
   * @param read of every queue of the topology
   * @param tell told of each reading
   */
  constructor(
    registry: Registry,
    private readonly read: () => Promise<readonly Backlog[]>,
    private readonly tell: (backlogs: readonly Backlog[]) => Promise<void>,
    private readonly log: Logger,
  ) {
    const labelNames = ['queue'] as const;
    this.tasks = new Gauge({
      name: 'interlock_task_queue_backlog',
      help: 'Tasks that wait at Temporal for a worker',
      labelNames,
      registers: [registry],
    });
    this.age = new Gauge({
      name: 'interlock_task_queue_backlog_age_seconds',
      help: 'For how long the oldest task has waited at Temporal for a worker',
      labelNames,
      registers: [registry],
    });
  }

  start(): void {
    const turn = () => {
      this.looking = this.look().finally(() => {
        if (this.timer) this.timer = setTimeout(turn, EVERY_MS);
      });
    };
    this.timer = setTimeout(turn, 0);
  }

  async stop(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    await this.looking;
  }

  private async look(): Promise<void> {
    const backlogs = await this.read().catch((error: unknown) => {
      this.log.warn({ err: error }, 'what waits at Temporal is not known; it is asked for again');
      return null;
    });
    this.tasks.reset();
    this.age.reset();
    if (backlogs === null) return;
    for (const { queue, tasks, oldestSeconds } of backlogs) {
      this.tasks.set({ queue }, tasks);
      this.age.set({ queue }, oldestSeconds);
    }
    await this.tell(backlogs).catch((error: unknown) =>
      this.log.debug({ err: error }, 'what waits at Temporal was not kept in the ledger'),
    );
  }
}
