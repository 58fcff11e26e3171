import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';

/**
 * One timer that watches everything in flight. What stays out longer than its patience is reported once, and goes on
 * being tried. While nothing is out, there is no timer.
 */
export class Patience<T> {
  private readonly due = new Map<T, number>();
  private readonly reported = new Set<T>();
  private watch: CancellationScope | null = null;

  constructor(private readonly outOfPatience: (late: T) => Promise<void>) {}

  start(work: T, patienceMs: number): void {
    this.due.set(work, Date.now() + patienceMs);
    if (!this.watch) void this.run();
  }

  stop(work: T): void {
    this.reported.delete(work);
    this.due.delete(work);
    if (this.due.size > 0) return;
    this.watch?.cancel();
    this.watch = null;
  }

  /** Whether something was reported and is still out. */
  get hasReported(): boolean {
    return this.reported.size > 0;
  }

  /** Somebody has seen to it: what was reported is watched anew. */
  renew(patienceOf: (work: T) => number): void {
    const works = [...this.reported];
    this.reported.clear();
    for (const work of works) this.start(work, patienceOf(work));
  }

  private async run(): Promise<void> {
    const scope = new CancellationScope();
    this.watch = scope;
    try {
      await scope.run(async () => {
        while (this.due.size > 0) {
          await sleep(Math.max(Math.min(...this.due.values()) - Date.now(), 1), { summary: 'patience' });
          const late = [...this.due].filter(([, at]) => at <= Date.now()).map(([work]) => work);
          for (const work of late) {
            this.due.delete(work);
            this.reported.add(work);
          }
          await Promise.all(late.map((work) => this.outOfPatience(work)));
        }
      });
    } catch (error) {
      if (!isCancellation(error)) throw error;
    } finally {
      if (this.watch === scope) this.watch = null;
    }
  }
}
