import { z } from 'zod';
import type { Effects } from '../core/effects';
import { Refusal } from '../core/refusal';
import { type Route, write } from '../core/route';
import type { Collection, Store } from '../core/store';
import type { Enterprise } from '../data/seed';
import type { MesRevisions } from './revisions';

interface Counter {
  readonly item: string;
  readonly plant: string;
  readonly next: number;
}

/** Numbers that pieces are built under, `<item>:SN-<number>`, one after the other. */
export class Serials {
  private readonly counters: Collection<Counter>;

  constructor(
    store: Store,
    private readonly items: MesRevisions,
  ) {
    this.counters = store.collection('serials');
  }

  seed({ serials }: Enterprise, plant: string): void {
    for (const one of serials) if (one.plant === plant) this.counters.put(one.item, one);
  }

  /** The serial that the next piece gets; null for an item without serials. */
  next(item: string): string | null {
    const counter = this.counters.get(item);
    return counter ? named(counter) : null;
  }

  routes(effects: Effects): Route[] {
    return [
      write(
        effects,
        'serial',
        '/serials',
        z.object({ item: z.string().min(1) }),
        ({ item }) => item,
        ({ item }) => this.build(item),
      ),
    ];
  }

  /** @throws Refusal when the serial is for a revision that is not active yet. */
  private build(item: string): object {
    const counter = this.counters.get(item);
    if (!counter) throw new Refusal('NO_SERIALS', `${item} has no serials here.`, 404);
    const { revision, change } = this.awaited(counter) ?? {};
    if (revision !== undefined)
      throw new Refusal(
        'AWAITS_REVISION',
        `${named(counter)} awaits revision ${revision} of ${change}.`,
        409,
      );
    this.counters.put(item, { ...counter, next: counter.next + 1 });
    return { serial: named(counter), revision: this.items.need(item, counter.plant).active };
  }

  /** What lies ready, of this item or a component of it, for this serial on. */
  private awaited(counter: Counter) {
    return this.items
      .all()
      .map(({ staged }) => staged)
      .find((staged) => staged?.content.fromSerial && isReached(staged.content.fromSerial, counter));
  }
}

const named = ({ item, next }: Counter) => `${item}:SN-${next}`;

function isReached(fromSerial: string, { item, next }: Counter): boolean {
  const prefix = `${item}:SN-`;
  return fromSerial.startsWith(prefix) && next >= Number(fromSerial.slice(prefix.length));
}
