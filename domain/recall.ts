import type { MassBalance } from '../contracts/recall-drill';
import { add, compare, isZero, subtract, text, type DecimalText } from './decimal';
import Big from 'big.js';

/** What systems told of a lot, each by itself: several may tell of the same pieces. */
export interface Told {
  readonly system: string;
  /** Received or produced. */
  readonly made: DecimalText;
  readonly consumed: DecimalText;
}

/** Where a lot has gone. */
export interface Whereabouts {
  readonly told: readonly Told[];
  readonly inStock: DecimalText;
  readonly shipped: DecimalText;
  readonly scrapped: DecimalText;
  readonly returned: DecimalText;
}

const HUNDRED = '100';

/**
 * The mass balance of a lot: made = in stock + consumed + shipped + scrapped + returned + unaccounted. Of what several systems
 * tell of the same pieces (an ERP's receipt, an MES's output) the most counts: rather a piece too many is looked for.
 */
export function balanceOf({ told, inStock, shipped, scrapped, returned }: Whereabouts): MassBalance {
  const made = most(told.map((one) => one.made));
  const consumed = most(told.map((one) => one.consumed));
  const found = add(inStock, consumed, shipped, scrapped, returned);
  const isKnown = !isZero(made);
  const unaccounted = isKnown ? subtract(made, found) : null;
  return {
    made: isKnown ? made : null,
    inStock: text(inStock),
    consumed,
    shipped: text(shipped),
    scrapped: text(scrapped),
    returned: text(returned),
    unaccounted,
    percent: unaccounted === null ? '0' : accountedPercent(made, unaccounted),
  };
}

const most = (values: readonly DecimalText[]): DecimalText =>
  values.reduce((a, b) => (compare(a, b) >= 0 ? text(a) : text(b)), '0');

/** What is more than was made is as wrong as what is missing. */
function accountedPercent(made: DecimalText, unaccounted: DecimalText): DecimalText {
  const wrong = new Big(unaccounted).abs();
  const right = new Big(made).minus(wrong);
  return right.lt('0') ? '0' : text(right.times(HUNDRED).div(made).round(2, Big.roundDown));
}

/** How much of what was made is accounted for: the mean over the lots, for their units differ. No lot: nothing is covered. */
export function coverageOf(balances: readonly MassBalance[]): {
  percent: DecimalText;
  lots: number;
  complete: number;
} {
  const lots = balances.length;
  const complete = balances.filter(({ unaccounted }) => unaccounted !== null && isZero(unaccounted)).length;
  const sum = add('0', ...balances.map(({ percent }) => percent));
  return {
    percent: lots === 0 ? '0' : text(new Big(sum).div(String(lots)).round(2, Big.roundDown)),
    lots,
    complete,
  };
}
