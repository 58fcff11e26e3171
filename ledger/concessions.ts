import type { Pool } from 'pg';
import { z } from 'zod';
import { DECISIONS } from '../contracts/disposition';
import type { HoldRequest } from '../contracts/hold';
import type { Topology } from '../contracts/topology';
import { decidedAs, escape, holdAgain } from '../domain/account';
import { isExpired, isMeant, ranOut, restOf, use, type Beneficiary } from '../domain/concession';
import { add, isZero, smaller, subtract } from '../domain/decimal';
import { existingAccount, saveAccount } from './accounts';
import { audit, INTERLOCK } from './audit';
import { publish } from './events';
import { CONCESSION, ConcessionRow } from './gate';
import { openHold, type HoldRow } from './hold-row';
import { extended, placeOver } from './holds';
import { ensureLots } from './lots';
import type { Tx } from './pool';
import { addToResidual } from './residual';

/** Ends so many at once: more wait for the next turn. */
const AT_ONCE = 200;

const Row = z.object({
  id: z.string(),
  lot: z.string(),
  decision: z.enum(DECISIONS),
  reference: z.string(),
  plant: z.string(),
  transaction: z.string(),
  concession: ConcessionRow,
});
type StoredConcession = z.infer<typeof Row>;

const SELECT = `select disposition.id, lot, decision, reference, hold.plant, hold.transaction, ${CONCESSION} as concession
  from disposition join hold on hold.id = disposition.hold
  where concession is not null and concession_ended_at is null and disposition.state = 'verified'`;

/** Pieces of a lot left with a shipment, or went into an order. */
export interface Use extends Beneficiary {
  readonly kind: 'shipped' | 'consumed';
  readonly system: string;
  /** Of the shipment or the order. */
  readonly reference: string;
  readonly quantity: string;
  /** The lot's quantity before. */
  readonly before: string;
}

/**
 * What is used counts against the concessions that were given for it, the oldest first; one that is used up is over. What
 * another was not given for is held again, as far as the lot had not as much beside it: shipped, it has escaped (H7);
 * consumed, what was made of it follows (H5). A use that is taken back later stays counted.
 */
export async function useConcessions(
  tx: Tx,
  topology: Topology,
  lot: string,
  used: Use,
  now: Date,
): Promise<void> {
  const found = await tx.query({
    name: 'concession-of-lot',
    text: `${SELECT} and lot = $1 order by disposition.number for update of disposition`,
    values: [lot],
  });
  let left = used.quantity;
  for (const row of found.rows.map((one) => Row.parse(one))) {
    const { concession } = row;
    if (isMeant(concession, used) && !isExpired(concession, now.toISOString())) {
      const after = use(concession, left, used.kind === 'shipped');
      left = subtract(left, after.taken);
      await saveUse(tx, row, after.concession);
      await endIfOver(tx, topology, { ...row, concession: after.concession }, now);
    } else {
      const { account } = await existingAccount(tx, concession.hold, lot);
      const rest = smaller(restOf(concession), decidedAs(account, row.decision));
      const beside = subtract(used.before, smaller(rest, used.before));
      // More may be told of than the lot has: what is beyond the concession is not its own.
      const escaped = smaller(subtract(left, smaller(beside, left)), rest);
      if (isZero(escaped)) continue;
      left = subtract(left, escaped);
      await misused(tx, topology, row, escaped, used, now);
    }
  }
}

/** Whether some concession's time has come: looked at without the cost of a coverage transaction. */
export async function areConcessionsDue(pool: Pool, now: Date): Promise<boolean> {
  const found = await pool.query<{ due: boolean }>({
    name: 'concession-is-due',
    text: `select exists (select from disposition where concession is not null and concession_ended_at is null and state = 'verified'
             and (concession ->> 'expiresAt')::timestamptz <= $1) as due`,
    values: [now],
  });
  return found.rows[0]?.due === true;
}

/** Ends the concessions whose time has come: the rest of each is held again. */
export async function endConcessions(tx: Tx, topology: Topology, now: Date): Promise<void> {
  const found = await tx.query({
    name: 'concession-due',
    text: `${SELECT} and (concession ->> 'expiresAt')::timestamptz <= $1 order by lot, disposition.number limit $2 for update of disposition`,
    values: [now, AT_ONCE],
  });
  for (const row of found.rows) await endIfOver(tx, topology, Row.parse(row), now);
}

async function endIfOver(tx: Tx, topology: Topology, row: StoredConcession, now: Date): Promise<void> {
  const because = ranOut(row.concession, now.toISOString());
  if (because === null) return;
  await tx.query({
    name: 'concession-end',
    text: 'update disposition set concession_ended_at = $2 where id = $1',
    values: [row.id, now],
  });
  const rest = await thereOf(tx, topology, row, restOf(row.concession), now);
  const hold = isZero(rest) ? null : await heldAgain(tx, topology, row, rest, because, now);
  const { id, lot, concession, transaction, plant } = row;
  const data = {
    disposition: id,
    hold: concession.hold,
    lot,
    because,
    heldAgain: rest,
    heldBy: hold && hold.id,
  };
  await audit(tx, {
    transaction,
    at: now,
    who: INTERLOCK,
    action: 'concession.ended',
    subject: id,
    from: null,
    to: data,
    why: because,
  });
  await publish(tx, {
    type: 'interlock.concession.ended.v1',
    subject: id,
    transaction,
    plant,
    at: now,
    data,
  });
}

/**
 * Pieces return to what is undecided: of the same hold where it is open, else of a new one that names the concession; a closed
 * hold stays closed. What left rightly is not asked for again.
 */
async function heldAgain(
  tx: Tx,
  topology: Topology,
  row: StoredConcession,
  quantity: string,
  because: string,
  now: Date,
): Promise<HoldRow> {
  const { lot, decision, reference, concession } = row;
  const found = await tx.query<
    HoldRow & { request: Omit<HoldRequest, 'plant' | 'releaseCondition'>; unit: string }
  >({
    name: 'concession-hold',
    text: `select hold.id, hold.transaction, hold.state, hold.plant, hold_lot.unit,
             jsonb_build_object('severity', severity, 'reason', jsonb_build_object('code', reason_code, 'text', reason_text),
               'nonconformance', case when nonconformance_id is not null and not exists (
                 select from hold other where other.nonconformance_system = hold.nonconformance_system
                   and other.nonconformance_id = hold.nonconformance_id and other.state <> 'closed')
                 then jsonb_build_object('system', nonconformance_system, 'id', nonconformance_id) end) as request
           from hold join hold_lot on hold_lot.hold = hold.id and hold_lot.lot = $2 where hold.id = $1`,
    values: [concession.hold, lot],
  });
  const { unit, request, ...hold } = found.rows[0]!;
  const why = `the concession ${reference} of hold ${hold.id} is ${because}: ${quantity} ${unit} of ${lot} are held again`;
  if (hold.state !== 'closed') {
    const { account } = await existingAccount(tx, hold.id, lot);
    await saveAccount(tx, hold.id, lot, holdAgain(account, decision, quantity));
    await extended(tx, topology, hold, [lot], INTERLOCK, why, now);
    return hold;
  }
  const again: HoldRequest = {
    ...request,
    reason: { code: request.reason.code, text: why },
    plant: hold.plant,
    scope: { lots: [{ lot }] },
    releaseCondition: null,
  };
  const lots = [{ lot, unit, quantity, part: null }];
  const { id } = await placeOver(tx, topology, again, lots, INTERLOCK, now, null);
  return openHold(tx, id);
}

/** It went to whom the concession was not given for: held again, for whoever answers for it. */
async function misused(
  tx: Tx,
  topology: Topology,
  row: StoredConcession,
  quantity: string,
  { kind, system, reference, customer }: Use,
  now: Date,
): Promise<void> {
  const hold = await heldAgain(tx, topology, row, quantity, 'not given for whom it was used', now);
  await saveUse(tx, row, { ...row.concession, left: add(row.concession.left, quantity) });
  if (kind === 'consumed') return;
  const { account } = await existingAccount(tx, hold.id, row.lot);
  await saveAccount(tx, hold.id, row.lot, escape(account, quantity));
  const found = { lot: row.lot, quantity, kind, reference, customer, at: now.toISOString() };
  await addToResidual(tx, hold, system, found, now);
}

const saveUse = (tx: Tx, { id }: StoredConcession, { used, left }: StoredConcession['concession']) =>
  tx.query({
    name: 'concession-use',
    text: 'update disposition set concession_used = $2, concession_left = $3 where id = $1',
    values: [id, used, left],
  });

/** No more than the lot still has, nor than the decision still stands for. */
async function thereOf(
  tx: Tx,
  topology: Topology,
  { lot, decision, concession }: StoredConcession,
  quantity: string,
  now: Date,
): Promise<string> {
  const { account } = await existingAccount(tx, concession.hold, lot);
  const known = (await ensureLots(tx, topology, [lot], now)).get(lot);
  return [decidedAs(account, decision), known?.quantity ?? '0'].reduce(smaller, quantity);
}
