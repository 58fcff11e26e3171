import { z } from 'zod';
import type { Effects } from '../core/effects';
import { Refusal } from '../core/refusal';
import { read, type Route, write } from '../core/route';
import type { Collection, Store } from '../core/store';
import type { Enterprise } from '../data/seed';
import type { MesRevisions } from './revisions';

interface Counter {
  readonly item: string;
  readonly plant: string;
  readonly next: number;
}

export interface Built {
  readonly serial: string;
  readonly revision: string;
  /** The lot in the making that it was built into; null: it stands for itself. */
  readonly lot: string | null;
}

/** Numbers that pieces are built under, `<item>:SN-<number>`, one after the other. */
export class Serials {
  private readonly counters: Collection<Counter>;
  private readonly built: Collection<Built>;

  constructor(
    store: Store,
    private readonly items: MesRevisions,
  ) {
    this.counters = store.collection('serials');
    this.built = store.collection('built-serials');
  }

  seed({ serials }: Enterprise, plant: string): void {
    for (const one of serials) if (one.plant === plant) this.counters.put(one.item, one);
  }

  /** The serial that the next piece gets; null for an item without serials. */
  next(item: string): string | null {
    const counter = this.counters.get(item);
    return counter ? named(counter) : null;
  }

  builtInto(lot: string): string[] {
    return this.built.all().flatMap((one) => (one.lot === lot ? [one.serial] : []));
  }

  routes(effects: Effects): Route[] {
    const Query = z.object({ serials: z.array(z.string()).max(1000) });
    return [
      write(
        effects,
        'serial',
        '/serials',
        z.object({ item: z.string().min(1), lot: z.string().min(1).nullish() }),
        ({ item }) => item,
        ({ item, lot }) => this.build(item, lot ?? null),
      ),
      read('serial-query', 'post', '/serial-queries', Query, ({ serials }) => ({
        serials: serials.map((serial) => {
          const built = this.built.get(serial);
          return { serial, known: built !== undefined, lot: built?.lot ?? null };
        }),
      })),
    ];
  }

  /** @throws Refusal when the serial is for a revision that is not active yet. */
  private build(item: string, lot: string | null): object {
    const counter = this.counters.get(item);
    if (!counter) throw new Refusal('NO_SERIALS', `${item} has no serials here.`, 404);
    const awaited = this.awaited(counter);
    if (awaited)
      throw new Refusal(
        'AWAITS_REVISION',
        `${named(counter)} awaits revision ${awaited.revision} of ${awaited.change}.`,
        409,
      );
    this.counters.put(item, { ...counter, next: counter.next + 1 });
    const serial = named(counter);
    const revision = this.items.need(item, counter.plant).active;
    this.built.put(serial, { serial, revision, lot });
    return { serial, revision, lot };
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
