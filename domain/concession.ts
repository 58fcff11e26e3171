import type { Decision } from '../contracts/disposition';
import { add, isZero, smaller, subtract, type DecimalText } from './decimal';

/** Decisions that may be limited by a concession: the material stays as it is, and is used all the same. */
export const CONCEDES: readonly Decision[] = ['use-as-is', 'repair'];

/**
 * A concession under way: pieces that do not conform and may be used, for so long, so much, by these orders and customers
 * (ISO 9000 3.12.5). Quantities are in the lot's unit. An empty list limits nothing.
 */
export interface Concession {
  readonly hold: string;
  /** Pieces that it was given for. */
  readonly quantity: DecimalText;
  /** Those that were shipped or consumed under it. */
  readonly used: DecimalText;
  /** Those that are no longer in the lot, or are held again; what an order took is in it until it is booked out. */
  readonly left: DecimalText;
  /** How many may be used at most; null: all that it was given for. */
  readonly maxQuantity: DecimalText | null;
  readonly expiresAt: string | null;
  readonly orders: string[];
  readonly customers: string[];
}

/** For whom material is wanted; null: not said. */
export interface Beneficiary {
  readonly order: string | null;
  readonly customer: string | null;
}

/** Pieces that are still in the lot. */
export const restOf = ({ quantity, left }: Concession): DecimalText => subtract(quantity, left);

/** Pieces that may still be used by whom it is meant for. */
export const usableOf = (concession: Concession): DecimalText => {
  const { maxQuantity, quantity, used } = concession;
  const allowed = smaller(maxQuantity ?? quantity, quantity);
  return smaller(subtract(allowed, smaller(used, allowed)), restOf(concession));
};

export const isExpired = ({ expiresAt }: Pick<Concession, 'expiresAt'>, at: string): boolean =>
  expiresAt !== null && Date.parse(expiresAt) <= Date.parse(at);

/** Whether it was given for this order and this customer. Where it names some, another or none is not meant. */
export const isMeant = ({ orders, customers }: Concession, { order, customer }: Beneficiary): boolean =>
  isListed(orders, order) && isListed(customers, customer);

const isListed = (list: readonly string[], one: string | null): boolean =>
  list.length === 0 || (one !== null && list.includes(one));

/** How much it opens the gate by, for whom, at that instant. */
export const opensFor = (concession: Concession, whom: Beneficiary, at: string): DecimalText =>
  isExpired(concession, at) || !isMeant(concession, whom) ? '0' : usableOf(concession);

/** Why it is over at that instant; null: it is not. */
export const ranOut = (concession: Concession, at: string): 'expired' | 'used-up' | null =>
  isExpired(concession, at) ? 'expired' : isZero(usableOf(concession)) ? 'used-up' : null;

/**
 * Takes what was shipped or consumed, no more than may be used.
 * @param leaves whether the pieces have left the lot
 */
export const use = (
  concession: Concession,
  quantity: DecimalText,
  leaves: boolean,
): { concession: Concession; taken: DecimalText } => {
  const taken = smaller(quantity, usableOf(concession));
  const { used, left } = concession;
  return {
    concession: { ...concession, used: add(used, taken), left: leaves ? add(left, taken) : left },
    taken,
  };
};
