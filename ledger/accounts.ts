import { z } from 'zod';
import { IdentifiedBy } from '../contracts/hold';
import { coverAgain, grow, type Account } from '../domain/account';
import { joinParts } from '../domain/parts';
import { lotQuantity } from './lots';
import type { Tx } from './pool';

const d = z.string();
const Row = z
  .object({
    hold: d,
    lot: d,
    unit: d,
    part: IdentifiedBy.nullable(),
    identified_at: z.date().nullable(),
    missing: d,
    quantity: d,
    adjusted: d,
    undecided: d,
    pending: d,
    freeing: d,
    released: d,
    reworked: d,
    repaired: d,
    regraded: d,
    scrapped: d,
    used_as_is: d,
    returned: d,
    escaped: d,
    elsewhere: d,
    covers: z.boolean(),
  })
  .transform(({ hold, lot, unit, part, identified_at, missing, covers, used_as_is, ...account }) => ({
    hold,
    lot,
    unit,
    covers,
    /** What tells the part that is held from the rest; null: the hold is over the whole lot. */
    part,
    /** Whether that was observed. */
    identified: identified_at !== null,
    /** What counts found to be gone of what was decided already. */
    missing,
    account: { ...account, usedAsIs: used_as_is } satisfies Account,
  }));
export type StoredAccount = z.infer<typeof Row>;

export const parseAccounts = (rows: unknown[]): StoredAccount[] => rows.map((row) => Row.parse(row));

/** The accounts of these lots under every open hold, in (lot, hold) order. */
export async function openAccounts(tx: Tx, lots: readonly string[]): Promise<StoredAccount[]> {
  const found = await tx.query({
    name: 'account-open',
    text: `select hold_lot.* from hold_lot join hold on hold.id = hold_lot.hold
           where hold_lot.lot = any($1) and hold.state <> 'closed' order by hold_lot.lot, hold_lot.hold`,
    values: [lots],
  });
  return parseAccounts(found.rows);
}

export async function accountOf(tx: Tx, hold: string, lot: string): Promise<StoredAccount | undefined> {
  const found = await tx.query({
    name: 'account-one',
    text: 'select * from hold_lot where hold = $1 and lot = $2',
    values: [hold, lot],
  });
  return parseAccounts(found.rows)[0];
}

/** The account that a disposition was taken from: it is there as long as the hold is. */
export async function existingAccount(tx: Tx, hold: string, lot: string): Promise<StoredAccount> {
  const account = await accountOf(tx, hold, lot);
  if (!account) throw new Error(`hold ${hold} has no account of ${lot}`);
  return account;
}

export interface NewAccount {
  readonly lot: string;
  readonly unit: string;
  readonly quantity: string;
  /** What tells the held pieces from the rest; null: all of the lot. */
  readonly part: IdentifiedBy | null;
}

/**
 * Opens an account for each lot that the hold has none of; one that it has covers all of the lot again.
 * @returns the lots of which more is covered now
 */
export async function openAccountsOf(tx: Tx, hold: string, lots: readonly NewAccount[]): Promise<string[]> {
  const found = await tx.query<{ lot: string }>({
    name: 'account-new',
    text: `insert into hold_lot (hold, lot, unit, quantity, undecided, part)
           select $1, lot, unit, quantity, quantity, part from unnest($2::text[], $3::text[], $4::numeric[], $5::jsonb[]) new (lot, unit, quantity, part)
           on conflict do nothing returning lot`,
    values: [
      hold,
      lots.map((l) => l.lot),
      lots.map((l) => l.unit),
      lots.map((l) => l.quantity),
      lots.map((l) => (l.part === null ? null : JSON.stringify(l.part))),
    ],
  });
  const opened = new Set(found.rows.map((row) => row.lot));
  for (const lot of lots.filter((one) => !opened.has(one.lot)))
    if (await reopen(tx, hold, lot)) opened.add(lot.lot);
  return [...opened].sort();
}

/**
 * Covers again what the hold let go, and what joins now. A further part that is not told from the first makes it the whole lot.
 * @returns whether the account covers more than it did
 */
async function reopen(tx: Tx, hold: string, joining: NewAccount): Promise<boolean> {
  const { lot } = joining;
  const { account, part } = await existingAccount(tx, hold, lot);
  const joined = part !== null && joining.part !== null ? joinParts(part, joining.part) : null;
  const whole = part !== null && joined === null;
  const again = joined
    ? grow(coverAgain(account, null), joined.more)
    : coverAgain(account, whole || joining.part === null ? await quantityOf(tx, joining) : null);
  const isOther = whole || (joined !== null && joined.more !== '0');
  if (isOther) await setPart(tx, hold, lot, joined?.by ?? null);
  if (again.undecided !== account.undecided) await saveAccount(tx, hold, lot, again);
  return isOther || again.undecided !== account.undecided;
}

/** All of the lot: what joins may be a part of it. */
const quantityOf = async (tx: Tx, { lot, quantity, part }: NewAccount): Promise<string> =>
  part === null ? quantity : lotQuantity(tx, lot);

/** Another part is held, or the whole: what was observed of the former says nothing of it. */
async function setPart(tx: Tx, hold: string, lot: string, part: IdentifiedBy | null): Promise<void> {
  await tx.query({
    name: 'account-part',
    text: 'update hold_lot set part = $3, identified_at = null where hold = $1 and lot = $2',
    values: [hold, lot, part && JSON.stringify(part)],
  });
  await tx.query({
    name: 'identification-forget',
    text: 'delete from identification where hold = $1 and lot = $2',
    values: [hold, lot],
  });
}

/** Writes an account; the table's own check refuses one that does not add up (H6). */
export async function saveAccount(tx: Tx, hold: string, lot: string, account: Account): Promise<void> {
  await tx.query({
    name: 'account-save',
    text: `update hold_lot set quantity = $3, adjusted = $4, undecided = $5, pending = $6, freeing = $7, released = $8, reworked = $9, repaired = $10,
             regraded = $11, scrapped = $12, used_as_is = $13, returned = $14, escaped = $15, elsewhere = $16
           where hold = $1 and lot = $2`,
    values: [
      hold,
      lot,
      account.quantity,
      account.adjusted,
      account.undecided,
      account.pending,
      account.freeing,
      account.released,
      account.reworked,
      account.repaired,
      account.regraded,
      account.scrapped,
      account.usedAsIs,
      account.returned,
      account.escaped,
      account.elsewhere,
    ],
  });
}
