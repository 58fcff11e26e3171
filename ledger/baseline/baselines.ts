import type { Baseline, PageNews, PageQuestion } from '../../contracts/baseline';
import type { Actor } from '../audit';
import { Part } from '../part';
import { reading, type Tx } from '../pool';
import { finishBaseline } from './finish';
import { abandonBaseline, nextPage, planBaseline, takePage } from './pages';
import { startBaseline } from './start';
import { viewBaseline } from './view';

/** What plants are loaded with when they go live, as API and sagas see it. */
export class Baselines extends Part {
  /** Begins to load a plant from its systems. @throws Problem */
  async start(
    tx: Tx,
    plant: string,
    caller: Actor,
    now: Date,
    traceparent: string | null,
  ): Promise<Baseline> {
    await startBaseline(tx, this.topology, plant, caller, now, traceparent);
    const started = await viewBaseline(tx, plant);
    if (!started) throw new Error(`the baseline of ${plant} vanished`);
    return started;
  }
  /** The newest baseline of a plant. */
  get(plant: string): Promise<Baseline | null> {
    return reading(() => viewBaseline(this.pool, plant));
  }

  // What sagas call, by way of activities/ledger.
  plan(id: string, givesSnapshot: (system: string) => boolean): Promise<string[]> {
    return planBaseline(this.pool, id, givesSnapshot);
  }
  nextPage(baseline: string, system: string, now: Date): Promise<PageQuestion | null> {
    return nextPage(this.pool, this.topology, baseline, system, now);
  }
  takePage(news: PageNews, now: Date): Promise<PageQuestion | null> {
    return takePage(this.pool, this.topology, news, now);
  }
  finish(id: string, now: Date): Promise<void> {
    return finishBaseline(this.pool, id, now);
  }
  abandon(id: string, now: Date): Promise<void> {
    return abandonBaseline(this.pool, id, now);
  }
}
