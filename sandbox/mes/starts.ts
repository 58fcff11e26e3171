import { z } from 'zod';
import type { Effects } from '../core/effects';
import { checkFence, Fenced } from '../core/fence';
import { Refusal } from '../core/refusal';
import { batch, read, type Route } from '../core/route';
import type { Collection, Store } from '../core/store';
import type { MesRevisions } from './revisions';

const Line = Fenced.extend({
  item: z.string().min(1),
  plant: z.string().min(1),
  stopped: z.boolean(),
  /** Who stopped them and why, such as a change's number. */
  reference: z.string(),
});

interface Starts {
  readonly id: string;
  readonly stopped: boolean;
  readonly reference: string;
  readonly sequence: number;
}

/** Whether orders of an item may be started. Those that run are not touched. */
export class StartBook {
  private readonly starts: Collection<Starts>;

  constructor(
    store: Store,
    private readonly items: MesRevisions,
  ) {
    this.starts = store.collection('starts');
  }

  isStopped(item: string, plant: string): boolean {
    return this.starts.get(`${item}@${plant}`)?.stopped ?? false;
  }

  /** @throws Refusal `STARTS_STOPPED` */
  refuse(item: string, plant: string): void {
    const starts = this.starts.get(`${item}@${plant}`);
    if (starts && this.isStopped(item, plant))
      throw new Refusal('STARTS_STOPPED', `${starts.id}: starts are stopped for ${starts.reference}.`, 409);
  }

  routes(effects: Effects): Route[] {
    const Query = z.object({
      starts: z.array(z.object({ item: z.string(), plant: z.string() })).max(1000),
    });
    return [
      batch(
        effects,
        'start-stop',
        '/starts',
        'starts',
        Line,
        ({ item, plant }) => `${item}@${plant}`,
        (line) => this.set(line),
      ),
      read('start-query', 'post', '/start-queries', Query, ({ starts }) => ({
        starts: starts.map(({ item, plant }) => ({ item, plant, ...this.show(item, plant) })),
      })),
    ];
  }

  state(): Record<string, 'stopped' | 'allowed'> {
    return Object.fromEntries(
      this.items.all().map(({ item, plant }) => {
        const id = `${item}@${plant}`;
        return [id, this.starts.get(id)?.stopped ? 'stopped' : 'allowed'];
      }),
    );
  }

  private set(line: z.infer<typeof Line>): object {
    const { item, plant, stopped, reference, sequence } = line;
    this.items.need(item, plant);
    const id = `${item}@${plant}`;
    const before = this.starts.get(id);
    checkFence(line, before?.sequence ?? 0, id);
    this.starts.put(id, { id, stopped, reference, sequence });
    return { stoppedBefore: before?.stopped ?? false };
  }

  private show(item: string, plant: string): object {
    if (!this.items.get(item, plant)) return { known: false, stopped: false, reference: null };
    const starts = this.starts.get(`${item}@${plant}`);
    return { known: true, stopped: starts?.stopped ?? false, reference: starts?.reference ?? null };
  }
}
