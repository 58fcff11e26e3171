import { Refusal } from '../core/refusal';
import type { Collection, Store } from '../core/store';

export interface Nonconformance {
  readonly id: string;
  /** Null for one that was reported elsewhere and is only registered here. */
  readonly plant: string | null;
  readonly origin: 'raised here' | 'reported elsewhere';
  readonly lots: readonly string[];
  readonly reason: { readonly code: string; readonly text: string };
  /** The hold on whose behalf it was raised, where somebody stopped material before the QMS knew. */
  readonly hold: string | null;
  readonly at: string;
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

  raise(about: Pick<Nonconformance, 'plant' | 'lots' | 'reason' | 'hold'>): Nonconformance {
    return this.put({ ...about, id: this.nextId(), origin: 'raised here', at: new Date().toISOString() });
  }

  /** The nonconformance of this id, registered when it is not known, with the lot added. */
  register(id: string, lot: string, reason: Nonconformance['reason']): Nonconformance {
    const at = new Date().toISOString();
    const known = this.kept.get(id) ?? {
      id,
      plant: null,
      origin: 'reported elsewhere',
      lots: [],
      reason,
      hold: null,
      at,
    };
    return this.addLot(known, lot);
  }

  /** The nonconformance that was raised for this hold, or a new one, with the lot added. */
  forHold(hold: string, plant: string, lot: string, reason: Nonconformance['reason']): Nonconformance {
    const known = this.kept.all().find((one) => one.hold === hold);
    return known ? this.addLot(known, lot) : this.raise({ plant, lots: [lot], reason, hold });
  }

  state(): Record<string, Nonconformance> {
    return Object.fromEntries(this.kept.all().map((one) => [one.id, one]));
  }

  private addLot(to: Nonconformance, lot: string): Nonconformance {
    return this.put(to.lots.includes(lot) ? to : { ...to, lots: [...to.lots, lot] });
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
