import { foundMore, lost, settleMissing, type Counted } from '../domain/counts';
import { compare, subtract } from '../domain/decimal';
import { existingAccount, openAccounts, saveAccount, type StoredAccount } from './accounts';
import { openHold } from './hold-row';
import { lotQuantity } from './lots';
import type { Telling } from './material';
import type { Tx } from './pool';
import { recordResidual } from './residual';

/**
 * A count, or the line, says that less of a lot is there, whose row is changed already: every open account follows. What was
 * decided already and is gone is not lost from sight: a residual that somebody answers for.
 */
export async function lessThere(tx: Tx, lot: string, { system, event, now }: Telling): Promise<void> {
  const quantity = await lotQuantity(tx, lot);
  for (const stored of await openAccounts(tx, [lot])) {
    const after = lost(stored, quantity);
    await save(tx, stored, after);
    const more = subtract(after.missing, stored.missing);
    if (compare(more, '0') <= 0) continue;
    const found = { lot, quantity: more, kind: 'unaccounted' as const, reference: event, customer: null };
    await recordResidual(
      tx,
      await openHold(tx, stored.hold),
      system,
      { ...found, at: now.toISOString() },
      now,
    );
  }
}

/** A count found more of a lot. */
export async function moreThere(tx: Tx, lot: string, quantity: string): Promise<void> {
  for (const stored of await openAccounts(tx, [lot]))
    await save(tx, stored, foundMore(stored, quantity, stored.part !== null));
}

/** After a decision was carried out or taken back: what counts found to be gone of it is taken from what is undecided now. */
export async function settleCounts(tx: Tx, hold: string, lot: string): Promise<void> {
  const stored = await existingAccount(tx, hold, lot);
  if (compare(stored.missing, '0') > 0) await save(tx, stored, settleMissing(stored));
}

async function save(tx: Tx, { hold, lot, missing }: StoredAccount, after: Counted): Promise<void> {
  await saveAccount(tx, hold, lot, after.account);
  if (after.missing === missing) return;
  await tx.query({
    name: 'account-missing',
    text: 'update hold_lot set missing = $3 where hold = $1 and lot = $2',
    values: [hold, lot, after.missing],
  });
}
