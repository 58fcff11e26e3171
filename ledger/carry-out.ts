import { systemsFor } from '../config/systems';
import type { Topology } from '../contracts/topology';
import { FREES, LEAVES, startFreeing, takenElsewhere, verify as verifyAccount } from '../domain/account';
import { isVerified, PROCEDURES } from '../domain/dispositions';
import { existingAccount, openAccounts, saveAccount } from './accounts';
import { audit, INTERLOCK } from './audit';
import { settleCounts } from './counts';
import { lotOf, tellDisposition, unfinished, type StoredDisposition } from './disposition-row';
import type { HoldRow } from './hold-row';
import { regradedInto } from './output';
import type { Tx } from './pool';
import { recompute } from './recompute';
import { removeStock } from './stock';
import { newTarget, saveTargets, stake } from './targets';

/** Applies what is decided, in the order of decision, and verifies what has come home. Runs in the coverage transaction. */
export async function applyDispositions(tx: Tx, topology: Topology, hold: HoldRow, now: Date): Promise<void> {
  for (const disposition of await unfinished(tx, hold.id)) {
    if (disposition.state === 'decided') await execute(tx, topology, hold, disposition, now);
    // Where another hold keeps the pieces nothing is asked of any system, so nothing would come home to go on with.
    await verifyOne(tx, topology, hold, disposition, now);
  }
}

async function execute(
  tx: Tx,
  topology: Topology,
  hold: HoldRow,
  disposition: StoredDisposition,
  now: Date,
): Promise<void> {
  const { id, lot, quantity, decision } = disposition;
  await tx.query({
    name: 'disposition-execute',
    text: "update disposition set state = 'executing' where id = $1",
    values: [id],
  });
  if (FREES.includes(decision)) {
    const stored = await existingAccount(tx, hold.id, lot);
    await saveAccount(tx, hold.id, lot, startFreeing(stored.account, quantity));
    await recompute(tx, topology, [lot], hold.transaction, now);
  }
  const plants = await plantsOf(tx, lot, hold.plant);
  // One plant does it: the one that raised the hold, if the lot lies there.
  const plant = plants.find((name) => name === hold.plant) ?? plants[0] ?? hold.plant;
  const { posts, reports } = PROCEDURES[decision];
  const entries = [
    ...systemsFor(topology, posts, [plant]).map((system) => ({ system, required: true })),
    ...systemsFor(topology, reports, [plant]).map((system) => ({ system, required: false })),
  ];
  const targets = entries.map(({ system, required }) => ({
    required,
    target: newTarget({
      system,
      subject: { kind: 'disposition', id },
      lot,
      plant,
      desired: { state: 'posted', quantity },
      whole: false,
    }),
  }));
  await saveTargets(
    tx,
    targets.map(({ target }) => target),
  );
  await stake(
    tx,
    hold.transaction,
    targets.map(({ target, required }) => ({ id: target.id, required })),
  );
  await audit(tx, {
    transaction: hold.transaction,
    at: now,
    who: INTERLOCK,
    action: 'disposition.executing',
    subject: id,
    from: 'decided',
    to: 'executing',
    why: null,
  });
}

async function verifyOne(
  tx: Tx,
  topology: Topology,
  hold: HoldRow,
  disposition: StoredDisposition,
  now: Date,
): Promise<void> {
  const { id, quantity, decision, output } = disposition;
  const lot = lotOf(disposition);
  if (!isVerified(decision, await isHome(tx, hold.transaction, disposition), disposition.confirmed)) return;
  const stored = await existingAccount(tx, hold.id, lot);
  await saveAccount(tx, hold.id, lot, verifyAccount(stored.account, decision, quantity));
  await settleCounts(tx, hold.id, lot);
  await tx.query({
    name: 'disposition-verify',
    text: "update disposition set state = 'verified', verified_at = $2 where id = $1",
    values: [id, now],
  });
  if (decision === 'regrade' && output !== null)
    await regradedInto(tx, topology, hold, disposition, output, now);
  else if (LEAVES.includes(decision)) await leave(tx, hold.id, lot, quantity, now);
  await recompute(tx, topology, [lot], hold.transaction, now);
  await tellDisposition(
    tx,
    hold,
    id,
    {
      type: 'interlock.disposition.verified.v1',
      data: {
        lot,
        quantity: { value: quantity, unit: disposition.unit },
        decision,
        ...(output && { output }),
      },
    },
    INTERLOCK,
    null,
    'executing',
    'verified',
    now,
  );
}

/** Required postings of the disposition observed; for one that frees, every required target of its lot as well. */
async function isHome(tx: Tx, transaction: string, disposition: StoredDisposition): Promise<boolean> {
  const found = await tx.query<{ away: boolean }>({
    name: 'disposition-home',
    text: `select exists (
             select from stake join target on target.id = stake.target
             where stake.transaction = $1 and stake.required and target.open
               and ((target.subject_kind = 'disposition' and target.subject_id = $2) or ($3 and target.subject_kind = 'lot' and target.lot = $4))
           ) as away`,
    values: [transaction, disposition.id, FREES.includes(disposition.decision), disposition.lot],
  });
  return found.rows[0]?.away === false;
}

/** The pieces are gone: from the lot, and from what other holds still had to decide. */
async function leave(tx: Tx, hold: string, lot: string, quantity: string, now: Date): Promise<void> {
  await removeStock(tx, lot, quantity, now);
  for (const other of await openAccounts(tx, [lot])) {
    if (other.hold !== hold) await saveAccount(tx, other.hold, lot, takenElsewhere(other.account, quantity));
  }
}

async function plantsOf(tx: Tx, lot: string, fallback: string): Promise<string[]> {
  const found = await tx.query<{ plant: string }>({
    name: 'lot-plants',
    text: 'select distinct plant from stock where lot = $1 and quantity > 0 order by plant',
    values: [lot],
  });
  return found.rows.length === 0 ? [fallback] : found.rows.map((row) => row.plant);
}
