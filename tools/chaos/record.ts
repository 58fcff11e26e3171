import type { PlannedDecision, PlannedHold, Plant } from './plan/holds';
import type { PlannedChange } from './plan/changes';
import type { ChangeState } from '../../contracts/engineering-change';

/** Something that must not be, and where. */
export interface Defect {
  /** What it was found out by, such as "gate" or "account". */
  readonly check: string;
  /** Lot, hold or change. */
  readonly subject: string;
  readonly system: string | null;
  readonly text: string;
}

export interface KnownDisposition {
  /** Its own, so that one that was decided twice is seen. */
  readonly reference: string;
  readonly lot: string;
  readonly decision: PlannedDecision['decision'];
  readonly pieces: number;
  /** Null until it was answered 201. */
  id: string | null;
}

/** A hold that was answered 201. */
export interface KnownHold {
  readonly id: string;
  readonly plant: Plant;
  readonly planned: PlannedHold;
  /** Pieces of each lot when it was placed. */
  readonly lots: ReadonlyMap<string, number>;
  /** Those that were sent, answered or not. */
  readonly dispositions: KnownDisposition[];
}

/** A change that was answered 201. */
export interface KnownChange {
  readonly id: string;
  /** In the PLM. */
  readonly number: string;
  readonly planned: PlannedChange;
  readonly to: string;
  readonly plants: readonly Plant[];
  /** Asked for while another of the same item was under way: it may be refused. */
  readonly isRival: boolean;
  /** What a withdrawal was answered; null: there was none, or it came too late. */
  withdrawal: { readonly plants: readonly string[]; readonly forward: readonly string[] } | null;
  /** The plants' states once all are final; null until then. */
  ended: ReadonlyMap<string, ChangeState> | null;
}

/** What the client of the API knows, by its answers alone; and what was found wrong so far. */
export class Record {
  readonly holds: KnownHold[] = [];
  readonly changes: KnownChange[] = [];
  private readonly found = new Map<string, Defect>();

  /** The same thing is told once, however often it is seen. */
  defect(check: string, subject: string, system: string | null, text: string): void {
    const key = [check, subject, system].join(' ');
    if (!this.found.has(key)) this.found.set(key, { check, subject, system, text });
  }

  get defects(): Defect[] {
    return [...this.found.values()];
  }

  /** Holds of each lot. */
  holdsByLot(): Map<string, KnownHold[]> {
    const byLot = new Map<string, KnownHold[]>();
    for (const hold of this.holds)
      for (const lot of hold.lots.keys()) byLot.set(lot, [...(byLot.get(lot) ?? []), hold]);
    return byLot;
  }
}
