import { heldOf } from './coverage';
import { add, smaller, subtract, type DecimalText } from './decimal';
import { freeOf, type Facts } from './gate';

/** One lot at a plant: what the gate knows of it, and what production orders keep of it. */
export interface LotAtPlant {
  readonly facts: Facts;
  /** Kept for orders whose dispatch is open. */
  readonly reserved: DecimalText;
}

/** What lies at a plant, in parts that add up. */
export interface Parts {
  /** For whoever comes first. */
  readonly free: DecimalText;
  /** Covered by holds. */
  readonly held: DecimalText;
  /** Promised to shipments, or kept for production orders. */
  readonly assigned: DecimalText;
  /** Not unrestricted by its owner's own status, or kept for others by a concession. */
  readonly restricted: DecimalText;
}

const NOBODY = { order: null, customer: null };

/**
 * Sums what lies at a plant by what may be done with it. As at the gate, nobody can tell which pieces a hold or a promise means,
 * so what is free is the least it can be.
 * @param at the instant, RFC 3339
 */
export function availabilityOf(lots: readonly LotAtPlant[], at: string): Parts {
  return sumOf(lots.map((lot) => partsOf(lot, at)));
}

/** Part by part. */
export function sumOf(all: readonly Parts[]): Parts {
  const sum = (part: keyof Parts) => add('0', ...all.map((one) => one[part]));
  return { free: sum('free'), held: sum('held'), assigned: sum('assigned'), restricted: sum('restricted') };
}

function partsOf({ facts, reserved }: LotAtPlant, at: string): Parts {
  const here = add('0', ...facts.stock.map(({ quantity }) => quantity));
  const covered = heldOf(
    facts.known ? facts.quantity : null,
    facts.holds.map(({ claim }) => claim),
  );
  const held = covered.whole ? here : smaller(covered.quantity, here);
  const { beside, promised } = freeOf(NOBODY, facts, at);
  const assigned = smaller(add(promised, reserved), beside);
  return {
    free: subtract(beside, assigned),
    held,
    assigned,
    restricted: subtract(subtract(here, held), beside),
  };
}
