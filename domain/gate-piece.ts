import type { NativeStatus } from '../contracts/material';
import { add, compare, isZero, subtract } from './decimal';
import type { Facts } from './gate';

/** Worst first. */
const STRICTNESS: readonly NativeStatus[] = ['block', 'returns', 'expired', 'inspection', 'unrestricted'];

/**
 * What is known of one piece of a lot, for the gate. A hold over other pieces of the lot, once these were observed to be told
 * from the rest, is none of its concern; what may be of any pieces counts against each of them, and so does the strictest
 * status that the lot has at the plant.
 */
export function factsOfPiece(facts: Facts, serial: string): Facts {
  const places = facts.stock.filter(({ quantity }) => !isZero(quantity));
  const status = STRICTNESS.find((one) => places.some((place) => place.status === one));
  const promised = add('0', ...facts.promised.map(({ quantity }) => quantity));
  return {
    ...facts,
    quantity: isZero(facts.quantity) ? '0' : '1',
    stock: status === undefined ? [] : [{ quantity: '1', status }],
    holds: facts.holds
      .filter(({ claim: { pieces, part } }) => {
        const by = part ? null : (pieces?.by ?? null);
        return by === null || !('serials' in by) || by.serials.includes(serial);
      })
      .map((hold) => ({ ...hold, claim: { quantity: '1', part: false, unknownQuantity: false } })),
    promised: compare(subtract(facts.quantity, promised), '1') < 0 ? facts.promised : [],
  };
}
