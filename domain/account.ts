import type { Decision } from '../contracts/disposition';
import { add, compare, smaller, subtract, type DecimalText } from './decimal';

/**
 * The account of one lot under one hold (H6). At every moment
 * quantity + adjusted = undecided + pending + released + reworked + repaired + regraded + scrapped + usedAsIs + returned
 * + escaped + elsewhere; each entry below moves a quantity from one column to another, so that the sum stands.
 */
export interface Account {
  readonly quantity: DecimalText;
  readonly adjusted: DecimalText;
  readonly undecided: DecimalText;
  readonly pending: DecimalText;
  /** The part of `pending` that systems are being asked to let go. */
  readonly freeing: DecimalText;
  readonly released: DecimalText;
  readonly reworked: DecimalText;
  readonly repaired: DecimalText;
  readonly regraded: DecimalText;
  readonly scrapped: DecimalText;
  readonly usedAsIs: DecimalText;
  readonly returned: DecimalText;
  readonly escaped: DecimalText;
  readonly elsewhere: DecimalText;
}

const COLUMN = {
  release: 'released',
  sort: 'undecided',
  rework: 'reworked',
  repair: 'repaired',
  'use-as-is': 'usedAsIs',
  regrade: 'regraded',
  scrap: 'scrapped',
  'return-to-supplier': 'returned',
} as const satisfies Record<Decision, keyof Account>;

/** Decisions after which the pieces stay in the lot and may move again. */
export const FREES: readonly Decision[] = ['release', 'use-as-is'];
/** Decisions after which the pieces have left the lot. */
export const LEAVES: readonly Decision[] = ['scrap', 'return-to-supplier', 'regrade'];

export const opened = (quantity: DecimalText): Account => ({
  quantity,
  undecided: quantity,
  adjusted: '0',
  pending: '0',
  freeing: '0',
  released: '0',
  reworked: '0',
  repaired: '0',
  regraded: '0',
  scrapped: '0',
  usedAsIs: '0',
  returned: '0',
  escaped: '0',
  elsewhere: '0',
});

export const canDecide = (account: Account, quantity: DecimalText): boolean =>
  compare(quantity, account.undecided) <= 0;

const move = (account: Account, from: keyof Account, to: keyof Account, quantity: DecimalText): Account => ({
  ...account,
  [from]: subtract(account[from], quantity),
  [to]: add(from === to ? subtract(account[to], quantity) : account[to], quantity),
});

/** Decided: taken from what is undecided, held still. */
export const decide = (account: Account, quantity: DecimalText): Account =>
  move(account, 'undecided', 'pending', quantity);

/** Executing a decision that frees: systems may be asked to let this much go. */
export const startFreeing = (account: Account, quantity: DecimalText): Account => ({
  ...account,
  freeing: add(account.freeing, quantity),
});

/** Verified: out of pending, into its column (a sort returns to undecided). */
export const verify = (account: Account, decision: Decision, quantity: DecimalText): Account => {
  const settled = move(account, 'pending', COLUMN[decision], quantity);
  return FREES.includes(decision) ? { ...settled, freeing: subtract(settled.freeing, quantity) } : settled;
};

/** Reversed before it was verified: undecided again. */
export const reverse = (
  account: Account,
  decision: Decision,
  quantity: DecimalText,
  wasExecuting: boolean,
): Account => {
  const back = move(account, 'pending', 'undecided', quantity);
  return wasExecuting && FREES.includes(decision)
    ? { ...back, freeing: subtract(back.freeing, quantity) }
    : back;
};

/** More of the lot became known, so the hold covers more. */
export const grow = (account: Account, by: DecimalText): Account => ({
  ...account,
  quantity: add(account.quantity, by),
  undecided: add(account.undecided, by),
});

/**
 * The lot joins once more: what was let go and stayed in it is undecided anew, for nothing tells it from what came.
 * @param lotQuantity all of the lot, where all of it is meant; null where a part is
 */
export const coverAgain = (account: Account, lotQuantity: DecimalText | null): Account => {
  const stayed = add(account.released, account.reworked, account.repaired, account.usedAsIs);
  const here = present(account);
  const more = lotQuantity === null || compare(lotQuantity, here) <= 0 ? '0' : subtract(lotQuantity, here);
  return {
    ...account,
    quantity: add(account.quantity, more),
    undecided: add(account.undecided, stayed, more),
    released: '0',
    reworked: '0',
    repaired: '0',
    usedAsIs: '0',
  };
};

/** A concession ran out: what stayed in the lot by that decision is undecided again. */
export const holdAgain = (account: Account, decision: Decision, quantity: DecimalText): Account =>
  move(account, COLUMN[decision], 'undecided', quantity);

/** What is left of it in the column of a decision. */
export const decidedAs = (account: Account, decision: Decision): DecimalText => account[COLUMN[decision]];

/** The lot was counted anew: what differs is adjusted, and is undecided. */
export const adjust = (account: Account, by: DecimalText): Account => {
  const undecided = add(account.undecided, by);
  if (compare(undecided, '0') < 0)
    throw new RangeError(`an adjustment by ${by} exceeds what is undecided (${account.undecided})`);
  return { ...account, adjusted: add(account.adjusted, by), undecided };
};

/** Another hold scrapped, returned or regraded these pieces: they are no longer this hold's to decide. Takes what it can. */
export const takenElsewhere = (account: Account, quantity: DecimalText): Account => {
  const taken = compare(quantity, account.undecided) <= 0 ? quantity : account.undecided;
  return move(account, 'undecided', 'elsewhere', taken);
};

/**
 * How much of what was shipped was this hold's to keep: all that was more than the lot had beside it (H7).
 * @param lotQuantity the lot's quantity before the shipment
 */
export const escapedBy = (account: Account, lotQuantity: DecimalText, shipped: DecimalText): DecimalText => {
  const beside = subtract(lotQuantity, smaller(gated(account), lotQuantity));
  return subtract(shipped, smaller(beside, shipped));
};

/** These pieces are gone before they were decided. Takes what it can. */
export const escape = (account: Account, quantity: DecimalText): Account =>
  move(account, 'undecided', 'escaped', smaller(quantity, account.undecided));

/**
 * Pieces that were said to have left never did: what escaped is undecided again, and so is what the account never had.
 * @param lotQuantity the lot's quantity with them; null where the hold is over a part of it, which then does not grow
 */
export const comeBack = (
  account: Account,
  quantity: DecimalText,
  lotQuantity: DecimalText | null,
): Account => {
  const escaped = smaller(quantity, account.escaped);
  const back = move(account, 'escaped', 'undecided', escaped);
  if (lotQuantity === null) return back;
  const here = add(back.undecided, back.pending, back.released, back.reworked, back.repaired, back.usedAsIs);
  const unknown = subtract(lotQuantity, smaller(here, lotQuantity));
  return grow(back, smaller(unknown, subtract(quantity, escaped)));
};

/** What came in is what had escaped: the account, which has grown by it, never lost it. */
export const returned = (account: Account, quantity: DecimalText): Account => {
  const own = smaller(quantity, account.escaped);
  return { ...account, quantity: subtract(account.quantity, own), escaped: subtract(account.escaped, own) };
};

/** What systems must hold for this hold: all that is not verified, less what is being let go. */
export const containing = (account: Account): DecimalText =>
  subtract(add(account.undecided, account.pending), account.freeing);
/** What of it is in the lot, held or let go. */
export const present = (account: Account): DecimalText =>
  add(gated(account), account.released, account.reworked, account.repaired, account.usedAsIs);
/** What the gate must keep: all that is not verified. */
export const gated = (account: Account): DecimalText => add(account.undecided, account.pending);
