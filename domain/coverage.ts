import type { Desired } from '../contracts/target';
import { add, compare, isZero, smaller, type DecimalText } from './decimal';

/** What one open hold keeps of a lot. `part` is true while it covers a part that is not yet told from the rest. */
export interface Claim {
  readonly quantity: DecimalText;
  readonly part: boolean;
  /** The hold covers the lot though its quantity is not known yet. */
  readonly unknownQuantity: boolean;
}

export interface Held {
  readonly quantity: DecimalText;
  /** The whole lot is meant, whatever quantity a system counts. */
  readonly whole: boolean;
}

/**
 * How much of a lot is held when several holds cover it (H4, H6). Holds are a set: two holds that each keep some of a lot
 * may keep different pieces, so what is free under both is the least it can be, and the kept quantities add up, to no
 * more than the lot. A part that is not told from the rest keeps the whole lot.
 * @param lotQuantity the lot's quantity, in its unit; null while it is not known
 */
export function heldOf(lotQuantity: DecimalText | null, claims: readonly Claim[]): Held {
  const live = claims.filter((claim) => claim.unknownQuantity || !isZero(claim.quantity));
  if (live.length === 0) return { quantity: '0', whole: false };
  const sum = add(...live.map((claim) => claim.quantity));
  if (lotQuantity === null || live.some((claim) => claim.unknownQuantity || claim.part))
    return { quantity: lotQuantity ?? sum, whole: true };
  return { quantity: smaller(sum, lotQuantity), whole: compare(sum, lotQuantity) >= 0 };
}

export const desiredOf = (held: Held): Desired =>
  held.whole || !isZero(held.quantity)
    ? { state: 'held', quantity: held.quantity }
    : { state: 'free', quantity: '0' };
