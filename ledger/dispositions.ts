import { z } from 'zod';
import { systemsFor } from '../config/systems';
import { DECISIONS, DISPOSITION_STATES, type DispositionRequest } from '../contracts/disposition';
import { Problem } from '../contracts/problem';
import type { Topology } from '../contracts/topology';
import {
  canDecide,
  decide as decideAccount,
  LEAVES,
  reverse as reverseAccount,
  startFreeing,
  takenElsewhere,
  verify as verifyAccount,
  FREES,
} from '../domain/account';
import { isVerified, missingApprovals, PROCEDURES, type Confirmation } from '../domain/dispositions';
import { desire } from '../domain/targets';
import { accountOf, openAccounts, saveAccount } from './accounts';
import { audit, INTERLOCK, type Actor } from './audit';
import { look } from './commands';
import { publish, type EventType } from './events';
import { openHold, type HoldRow } from './holds';
import { newId } from './ids';
import { removeStock } from './stock';
import type { Tx } from './pool';
import { recompute } from './recompute';
import { newTarget, parseTargets, saveTargets, stake } from './targets';

const Row = z.object({
  id: z.string(),
  hold: z.string(),
  lot: z.string(),
  unit: z.string(),
  quantity: z.string(),
  decision: z.enum(DECISIONS),
  state: z.enum(DISPOSITION_STATES),
  reference: z.string(),
  confirmed: z.array(z.string()),
});
type StoredDisposition = z.infer<typeof Row>;
const COLUMNS = 'id, hold, lot, unit, quantity, decision, state, reference, confirmed';

/**
 * Takes a decision: the quantity goes from undecided to pending, held still, and the saga is woken to carry it out.
 * @param signature the QMS's own signature, stored and shown
 * @throws Problem
 */
export async function decide(
  tx: Tx,
  topology: Topology,
  holdId: string,
  request: DispositionRequest,
  who: Actor,
  signature: unknown,
  decidedAt: Date,
  now: Date,
): Promise<string> {
  const hold = await openHold(tx, holdId);
  await refuseUnmetCondition(tx, hold, request);
  if (request.supersedes !== null)
    await reverse(tx, topology, holdId, request.supersedes, `superseded by ${request.reference}`, who, now);
  const stored = await accountOf(tx, holdId, request.lot);
  if (!stored)
    throw new Problem('unknown-lot', `Hold ${holdId} does not cover ${request.lot}.`, [
      { pointer: '/lot', detail: 'not covered by this hold' },
    ]);
  if (stored.unit !== request.quantity.unit)
    throw new Problem('unit-mismatch', `${request.lot} is counted in ${stored.unit}.`, [
      { pointer: '/quantity/unit', detail: `counted in ${stored.unit}` },
    ]);
  if (!canDecide(stored.account, request.quantity.value)) {
    const detail = `${stored.account.undecided} ${stored.unit} of ${request.lot} are undecided, less than ${request.quantity.value}`;
    throw new Problem('not-enough-undecided', `${detail}.`, [{ pointer: '/quantity/value', detail }]);
  }
  const missing = missingApprovals(
    request.decision,
    request.approvals.map((approval) => approval.kind),
  );
  if (missing.length > 0)
    throw new Problem(
      'approvals-missing',
      `${request.decision} wants the approval of: ${missing.join(', ')}.`,
      [{ pointer: '/approvals', detail: `missing: ${missing.join(', ')}` }],
    );

  const id = newId('DP');
  await tx.query({
    name: 'disposition-insert',
    text: `insert into disposition (id, hold, lot, unit, quantity, decision, state, reason, reference, approvals, concession, supersedes, signature, decided_by_id, decided_by_name, decided_at)
           values ($1, $2, $3, $4, $5, $6, 'decided', $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    values: [
      id,
      holdId,
      request.lot,
      stored.unit,
      request.quantity.value,
      request.decision,
      request.reason,
      request.reference,
      JSON.stringify(request.approvals),
      request.concession,
      request.supersedes,
      signature,
      who.id,
      who.name,
      decidedAt,
    ],
  });
  await saveAccount(tx, holdId, request.lot, decideAccount(stored.account, request.quantity.value));
  await tx.query({
    name: 'hold-disposing',
    text: "update hold set state = 'disposing' where id = $1 and state = 'open'",
    values: [holdId],
  });
  await tell(
    tx,
    hold,
    'interlock.disposition.decided.v1',
    id,
    {
      lot: request.lot,
      quantity: request.quantity,
      decision: request.decision,
      reference: request.reference,
    },
    who,
    request.reason,
    null,
    'decided',
    now,
  );
  await look(tx, hold.transaction, holdId, now);
  return id;
}

/** Undoes a decision that is not verified: its quantity is undecided again, what was let go is held again, tasks are cancelled. */
export async function reverse(
  tx: Tx,
  topology: Topology,
  holdId: string,
  id: string,
  reason: string,
  who: Actor,
  now: Date,
): Promise<void> {
  const hold = await openHold(tx, holdId);
  const disposition = await byId(tx, holdId, id);
  if (disposition.state === 'verified' || disposition.state === 'reversed')
    throw new Problem('disposition-final', `Disposition ${id} is ${disposition.state}.`);
  await takeBack(tx, topology, hold, disposition, reason, who, now);
}

async function takeBack(
  tx: Tx,
  topology: Topology,
  hold: HoldRow,
  disposition: StoredDisposition,
  reason: string,
  who: Actor,
  now: Date,
): Promise<void> {
  const { id, lot, quantity, decision, state } = disposition;
  const stored = await accountOf(tx, hold.id, lot);
  if (!stored) throw new Error(`disposition ${id} has no account`);
  await saveAccount(
    tx,
    hold.id,
    lot,
    reverseAccount(stored.account, decision, quantity, state === 'executing'),
  );
  await tx.query({
    name: 'disposition-reverse',
    text: "update disposition set state = 'reversed', reversed_at = $2 where id = $1",
    values: [id, now],
  });
  const postings = await postingsOf(tx, id);
  await saveTargets(
    tx,
    postings.map((target) => ({
      ...target,
      state: desire(target.state, { state: 'undone', quantity: null }, false),
    })),
  );
  await recompute(tx, topology, [lot], hold.transaction, now);
  await tell(
    tx,
    hold,
    'interlock.disposition.reversed.v1',
    id,
    { lot, quantity: { value: quantity, unit: disposition.unit }, decision },
    who,
    reason,
    state,
    'reversed',
    now,
  );
  await look(tx, hold.transaction, hold.id, now);
}

/** Whether the saga has anything to apply: read without the cost of a coverage transaction. */
export async function hasWork(tx: Tx, hold: string): Promise<boolean> {
  const found = await tx.query<{ work: boolean }>({
    name: 'disposition-work',
    text: "select exists (select from disposition where hold = $1 and state in ('decided', 'executing')) as work",
    values: [hold],
  });
  return found.rows[0]?.work ?? false;
}

/** Applies what is decided, in the order of decision, and verifies what has come home. Runs in the coverage transaction. */
export async function applyDispositions(tx: Tx, topology: Topology, hold: HoldRow, now: Date): Promise<void> {
  const found = await tx.query({
    name: 'disposition-unfinished',
    text: `select ${COLUMNS} from disposition where hold = $1 and state in ('decided', 'executing') order by number`,
    values: [hold.id],
  });
  for (const disposition of found.rows.map((row) => Row.parse(row))) {
    if (disposition.state === 'decided') await execute(tx, topology, hold, disposition, now);
    else await verifyOne(tx, topology, hold, disposition, now);
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
    const stored = await accountOf(tx, hold.id, lot);
    if (!stored) throw new Error(`disposition ${id} has no account`);
    await saveAccount(tx, hold.id, lot, startFreeing(stored.account, quantity));
    await recompute(tx, topology, [lot], hold.transaction, now);
  }
  const plants = await plantsOf(tx, lot, hold.plant);
  const { posts, reports } = PROCEDURES[decision];
  const entries = [
    ...systemsFor(topology, posts, plants).map((system) => ({ system, required: true })),
    ...systemsFor(topology, reports, plants).map((system) => ({ system, required: false })),
  ];
  const targets = entries.map(({ system, required }) => ({
    required,
    target: newTarget({
      system,
      subject: { kind: 'disposition', id },
      lot,
      plant: plants[0] ?? hold.plant,
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
  const { id, lot, quantity, decision } = disposition;
  if (!isVerified(decision, await isHome(tx, hold.transaction, disposition), disposition.confirmed)) return;
  const stored = await accountOf(tx, hold.id, lot);
  if (!stored) throw new Error(`disposition ${id} has no account`);
  await saveAccount(tx, hold.id, lot, verifyAccount(stored.account, decision, quantity));
  await tx.query({
    name: 'disposition-verify',
    text: "update disposition set state = 'verified', verified_at = $2 where id = $1",
    values: [id, now],
  });
  if (LEAVES.includes(decision)) await leave(tx, hold.id, lot, quantity, now);
  await recompute(tx, topology, [lot], hold.transaction, now);
  await tell(
    tx,
    hold,
    'interlock.disposition.verified.v1',
    id,
    { lot, quantity: { value: quantity, unit: disposition.unit }, decision },
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

/**
 * A person or a system confirms a step of the procedure: sorted, reworked, inspected, destroyed, issued. A re-inspection
 * that failed gives the quantity back to be decided anew.
 * @throws Problem `not-found` when Interlock has no such disposition
 */
export async function confirm(
  tx: Tx,
  topology: Topology,
  id: string,
  what: Confirmation,
  passed: boolean,
  found: { good: string; bad: string } | null,
  who: Actor,
  now: Date,
): Promise<void> {
  const row = await tx.query({
    name: 'disposition-any',
    text: `select ${COLUMNS} from disposition where id = $1`,
    values: [id],
  });
  if (!row.rows[0]) throw new Problem('not-found', `There is no disposition ${id}.`);
  const disposition = Row.parse(row.rows[0]);
  if (disposition.state === 'verified' || disposition.state === 'reversed') return;
  const hold = await openHold(tx, disposition.hold);
  if (!passed)
    return takeBack(tx, topology, hold, disposition, 'the inspection after rework failed', who, now);
  await tx.query({
    name: 'disposition-confirm',
    text: `update disposition set confirmed = array(select distinct unnest(confirmed || $2::text)), found_good = coalesce($3, found_good), found_bad = coalesce($4, found_bad) where id = $1`,
    values: [id, what, found?.good ?? null, found?.bad ?? null],
  });
  await audit(tx, {
    transaction: hold.transaction,
    at: now,
    who,
    action: `disposition.${what}`,
    subject: id,
    from: disposition.confirmed,
    to: { confirmed: what, found },
    why: null,
  });
  await look(tx, hold.transaction, hold.id, now);
}

async function byId(tx: Tx, hold: string, id: string): Promise<StoredDisposition> {
  const found = await tx.query({
    name: 'disposition-one',
    text: `select ${COLUMNS} from disposition where hold = $1 and id = $2`,
    values: [hold, id],
  });
  if (!found.rows[0]) throw new Problem('not-found', `Hold ${hold} has no disposition ${id}.`);
  return Row.parse(found.rows[0]);
}

const postingsOf = async (tx: Tx, id: string) =>
  parseTargets(
    (
      await tx.query({
        name: 'target-lock-disposition',
        text: "select * from target where subject_kind = 'disposition' and subject_id = $1 order by id for update",
        values: [id],
      })
    ).rows,
  );

async function plantsOf(tx: Tx, lot: string, fallback: string): Promise<string[]> {
  const found = await tx.query<{ plant: string }>({
    name: 'lot-plants',
    text: 'select distinct plant from stock where lot = $1 and quantity > 0 order by plant',
    values: [lot],
  });
  return found.rows.length === 0 ? [fallback] : found.rows.map((row) => row.plant);
}

/** No change is known to be active yet, so a hold that waits for one lets nothing go (E5). */
async function refuseUnmetCondition(tx: Tx, hold: HoldRow, request: DispositionRequest): Promise<void> {
  if (!FREES.includes(request.decision)) return;
  const found = await tx.query<{ condition: { change: { system: string; id: string } } | null }>({
    name: 'hold-condition',
    text: 'select release_condition as condition from hold where id = $1',
    values: [hold.id],
  });
  const change = found.rows[0]?.condition?.change;
  if (change)
    throw new Problem(
      'release-condition-unmet',
      `Hold ${hold.id} lets material go only once change ${change.id} of ${change.system} is active at ${hold.plant}.`,
    );
}

async function tell(
  tx: Tx,
  hold: HoldRow,
  type: EventType,
  id: string,
  data: Record<string, unknown>,
  who: Actor,
  why: string | null,
  from: string | null,
  to: string,
  now: Date,
): Promise<void> {
  await audit(tx, {
    transaction: hold.transaction,
    at: now,
    who,
    action: `disposition.${to}`,
    subject: id,
    from,
    to: { state: to, ...data },
    why,
  });
  await publish(tx, {
    type,
    subject: id,
    transaction: hold.transaction,
    plant: hold.plant,
    at: now,
    data: { disposition: id, hold: hold.id, ...data },
  });
}
