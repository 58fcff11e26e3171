import { Refusal } from '../core/refusal';
import type { Collection, Store } from '../core/store';

export interface Nonconformance {
  readonly id: string;
  readonly plant: string;
  readonly origin: 'raised here' | 'raised for a hold' | 'reported elsewhere';
  readonly lots: readonly string[];
  readonly reason: { readonly code: string; readonly text: string };
  /** The hold that somebody else placed because of it; null while there is none. */
  readonly hold: string | null;
  readonly at: string;
}

export interface Registration {
  readonly id: string | null;
  readonly hold: string;
  readonly plant: string;
  readonly lot: string;
  readonly reason: Nonconformance['reason'];
}

export class Nonconformances {
  private readonly kept: Collection<Nonconformance>;

  constructor(store: Store) {
    this.kept = store.collection('nonconformances');
  }

  /** @throws Refusal `UNKNOWN_NONCONFORMANCE` */
  need(id: string): Nonconformance {
    const known = this.kept.get(id);
    if (!known) throw new Refusal('UNKNOWN_NONCONFORMANCE', `There is no nonconformance ${id} here.`, 404);
    return known;
  }

  ofHold(hold: string): Nonconformance | undefined {
    return this.kept.all().find((one) => one.hold === hold);
  }

  /** One that people of the QMS found. */
  raise(about: Pick<Nonconformance, 'plant' | 'lots' | 'reason'>): Nonconformance {
    return this.create({ ...about, id: this.nextId(), origin: 'raised here', hold: null });
  }

  /**
   * The nonconformance of a hold, with its lot. One with an id that is not known was reported elsewhere; one without an
   * id is raised here, once for the hold, because somebody stopped material before the QMS knew.
   */
  register({ id, hold, plant, lot, reason }: Registration): Nonconformance {
    const known = id === null ? this.ofHold(hold) : this.kept.get(id);
    if (known)
      return this.put({ ...known, hold, lots: known.lots.includes(lot) ? known.lots : [...known.lots, lot] });
    const origin = id === null ? 'raised for a hold' : 'reported elsewhere';
    return this.create({ id: id ?? this.nextId(), plant, origin, lots: [lot], reason, hold });
  }

  state(): Record<string, Nonconformance> {
    return Object.fromEntries(this.kept.all().map((one) => [one.id, one]));
  }

  private create(one: Omit<Nonconformance, 'at'>): Nonconformance {
    return this.put({ ...one, at: new Date().toISOString() });
  }

  private put(one: Nonconformance): Nonconformance {
    this.kept.put(one.id, one);
    return one;
  }

  /** Ids that were given elsewhere are left out. */
  private nextId(): string {
    const year = new Date().getUTCFullYear();
    for (let number = this.kept.all().length + 1; ; number++) {
      const id = `NC-${year}-${String(number).padStart(4, '0')}`;
      if (!this.kept.get(id)) return id;
    }
  }
}
