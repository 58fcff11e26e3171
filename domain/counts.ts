import { adjust, gated, type Account } from './account';
import { add, compare, smaller, subtract, type DecimalText } from './decimal';

/** An account, and what counts found to be gone of what was decided already: it shows until that is carried out or reversed. */
export interface Counted {
  readonly account: Account;
  readonly missing: DecimalText;
}

/**
 * Less of the lot is there. What was free beside the hold is taken to be what is gone, so that nothing held is let go by a
 * count; what the lot no longer has is adjusted where it is undecided, and is missing where it is decided.
 * @param lotQuantity what the lot has now
 */
export function lost({ account, missing }: Counted, lotQuantity: DecimalText): Counted {
  const believed = subtract(gated(account), missing);
  const gone = subtract(believed, smaller(believed, lotQuantity));
  return settleMissing({ account, missing: add(missing, gone) });
}

/**
 * More of the lot was found: first what was missing, and the rest is undecided, where the hold is over the whole lot.
 * @param isPart the hold is over some pieces: others that are found are not its own
 */
export function foundMore({ account, missing }: Counted, quantity: DecimalText, isPart: boolean): Counted {
  const back = smaller(missing, quantity);
  const more = isPart ? '0' : subtract(quantity, back);
  return { account: adjust(account, more), missing: subtract(missing, back) };
}

/** What is missing is taken from what is undecided, as far as that goes; no more is missing than is decided. */
export function settleMissing({ account, missing }: Counted): Counted {
  const now = smaller(missing, account.undecided);
  const left = subtract(missing, now);
  return {
    account: compare(now, '0') > 0 ? adjust(account, subtract('0', now)) : account,
    missing: smaller(left, account.pending),
  };
}
