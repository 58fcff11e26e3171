import type { IdentifiedBy } from '../contracts/hold';
import type { Desired } from '../contracts/target';
import { add, compare, isZero, smaller, type DecimalText } from './decimal';
import { nameOfPart } from './parts';

/** Pieces that are told from the rest of their lot, and how many there are of them. */
export interface Pieces {
  readonly by: IdentifiedBy;
  readonly quantity: DecimalText;
}

/** What one open hold keeps of a lot. `part` is true while it covers a part that is not yet told from the rest. */
export interface Claim {
  readonly quantity: DecimalText;
  readonly part: boolean;
  /** The hold covers the lot though its quantity is not known yet. */
  readonly unknownQuantity: boolean;
  /** The pieces that it keeps some of, once they were observed to be told from the rest; any pieces of the lot otherwise. */
  readonly pieces?: Pieces | null;
}

export interface Held {
  readonly quantity: DecimalText;
  /** The whole lot is meant, whatever quantity a system counts. */
  readonly whole: boolean;
}

/**
 * How much of a lot is held when several holds cover it (H4, H6). Holds are a set: two holds that each keep some of a lot
 * may keep different pieces, so what is free under both is the least it can be, and the kept quantities add up, to no
 * more than the lot. Holds over the same pieces keep no more than there are of these. A part that is not told from the
 * rest keeps the whole lot.
 * @param lotQuantity the lot's quantity, in its unit; null while it is not known
 */
export function heldOf(lotQuantity: DecimalText | null, claims: readonly Claim[]): Held {
  const live = claims.filter((claim) => claim.unknownQuantity || !isZero(claim.quantity));
  if (live.length === 0) return { quantity: '0', whole: false };
  const sum = add('0', ...groupsOf(live).map(keptOf));
  if (lotQuantity === null || live.some((claim) => claim.unknownQuantity || claim.part))
    return { quantity: lotQuantity ?? sum, whole: true };
  return { quantity: smaller(sum, lotQuantity), whole: compare(sum, lotQuantity) >= 0 };
}

export const desiredOf = (held: Held): Desired =>
  held.whole || !isZero(held.quantity)
    ? { state: 'held', quantity: held.quantity }
    : { state: 'free', quantity: '0' };

/** Claims over the same pieces together; each of any pieces by itself. Serials are one group: they may overlap. */
function groupsOf(claims: readonly Claim[]): Claim[][] {
  const groups = new Map<string, Claim[]>();
  claims.forEach((claim, index) => {
    const name = claim.pieces ? nameOf(claim.pieces.by) : `any/${index}`;
    groups.set(name, [...(groups.get(name) ?? []), claim]);
  });
  return [...groups.values()];
}

const nameOf = (by: IdentifiedBy): string => ('serials' in by ? 'serials' : nameOfPart(by));

/** What holds over the same pieces keep together: all that each keeps, to no more than there are of the pieces. */
function keptOf(claims: readonly Claim[]): DecimalText {
  const sum = add('0', ...claims.map((claim) => claim.quantity));
  const there = claims.map((claim) => claim.pieces ?? null);
  if (there.includes(null)) return sum;
  return smaller(sum, sizeOf(there as Pieces[]));
}

function sizeOf(there: readonly Pieces[]): DecimalText {
  const serials = new Set(there.flatMap(({ by }) => ('serials' in by ? by.serials : [])));
  if (serials.size > 0) return String(serials.size);
  return there.map(({ quantity }) => quantity).reduce((a, b) => (compare(a, b) >= 0 ? a : b));
}
