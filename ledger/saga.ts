import { z } from 'zod';
import type { Pool } from 'pg';
import { CONTAINMENTS, HOLD_STATES, type Containment, type Exposed } from '../contracts/hold';
import type { News, Step } from '../contracts/step';
import type { Topology } from '../contracts/topology';
import { settle, type Result } from '../domain/targets';
import { audit, INTERLOCK } from './audit';
import { claimDue } from './claims';
import { CHANGE_CHANNEL, look, wakeOthers } from './commands';
import { applyDispositions, hasWork } from './dispositions';
import { publish, type EventType } from './events';
import { closeExceptions, openExceptions } from './exceptions';
import { newId } from './ids';
import type { Tx } from './pool';
import { lockTargets, saveTargets, type StoredTarget } from './targets';
import { brief, coverage } from './transaction';

const Hold = z.object({
  id: z.string(),
  transaction: z.string(),
  state: z.enum(HOLD_STATES),
  containment: z.enum(CONTAINMENTS),
  plant: z.string(),
  product_family: z.string(),
  nonconformance_system: z.string().nullable(),
  nonconformance_id: z.string().nullable(),
  reason_code: z.string(),
  reason_text: z.string(),
  effective_at: z.date().nullable(),
});
type Hold = z.infer<typeof Hold>;

/** Which systems refuse a late or an older ask: their adapters say so. */
export type RefusesLate = (system: string) => boolean;

/**
 * The one step of the quality-hold saga: settles what was brought home, applies what was decided, says how contained the
 * hold is, and claims what is to be done next. Repeating it with the same news changes nothing: a result is taken once.
 * @throws LedgerUnavailable
 */
export async function advance(
  pool: Pool,
  topology: Topology,
  refusesLate: RefusesLate,
  news: News,
  now: Date,
): Promise<Step> {
  const first = await brief(pool, async (tx) => {
    const hold = await readHold(tx, news.hold);
    await settleAll(tx, topology, hold, news.results, refusesLate, now);
    const work = hold.state !== 'closed' && ((await hasWork(tx, hold.id)) || (await isClosable(tx, hold.id)));
    return work ? null : await next(tx, topology, hold, news, now);
  });
  if (first) return first;
  await coverage(pool, async (tx) => {
    const hold = await readHold(tx, news.hold);
    if (hold.state === 'closed') return;
    await applyDispositions(tx, topology, hold, now);
    if (await isClosable(tx, hold.id)) await close(tx, hold, now);
  });
  return brief(pool, async (tx) => next(tx, topology, await readHold(tx, news.hold), news, now));
}

/** Locked, so that two steps of one hold follow each other. */
async function readHold(tx: Tx, id: string): Promise<Hold> {
  const found = await tx.query({
    name: 'saga-hold',
    text: 'select * from hold where id = $1 for update',
    values: [id],
  });
  return Hold.parse(found.rows[0]);
}

async function settleAll(
  tx: Tx,
  topology: Topology,
  hold: Hold,
  results: readonly Result[],
  refusesLate: RefusesLate,
  now: Date,
): Promise<void> {
  if (results.length === 0) return;
  const before = await lockTargets(
    tx,
    results.map((result) => result.target),
  );
  const byTarget = new Map(results.map((result) => [result.target, result]));
  const changed = before.flatMap((target): { from: StoredTarget; to: StoredTarget }[] => {
    const result = byTarget.get(target.id);
    if (!result) return [];
    const state = settle(target.state, result, now.getTime(), refusesLate(target.system));
    return state === target.state ? [] : [{ from: target, to: { ...target, state } }];
  });
  if (changed.length === 0) return;
  const after = changed.map(({ to }) => to);
  await saveTargets(tx, after);
  await audit(tx, {
    transaction: hold.transaction,
    at: now,
    who: INTERLOCK,
    action: 'targets.settled',
    subject: hold.id,
    from: changed.map(({ from }) => [from.id, from.state.status, from.state.generation]),
    to: changed.map(({ to }) => [to.id, to.state.status, to.state.observedGeneration, to.state.note]),
    why: null,
  });
  await wakeOthers(
    tx,
    after.map((target) => target.id),
    hold.transaction,
    now,
  );
  await openExceptions(
    tx,
    about(hold),
    after.filter((target) => target.state.status === 'parked'),
    null,
    now,
  );
  await closeExceptions(
    tx,
    after
      .filter((target) => target.state.status === 'observed' || target.state.status === 'cannot-enforce')
      .map((target) => target.id),
    now,
  );
  await learnNonconformance(tx, topology, hold, after);
}

const about = (hold: Hold) => ({
  transaction: hold.transaction,
  plant: hold.plant,
  productFamily: hold.product_family,
});

/** The QMS raised the nonconformance that the hold was placed without: its number is the evidence that was read back. */
async function learnNonconformance(
  tx: Tx,
  topology: Topology,
  hold: Hold,
  targets: readonly StoredTarget[],
): Promise<void> {
  if (hold.nonconformance_id !== null) return;
  const raised = targets.find(
    (target) =>
      target.subject.kind === 'nonconformance' &&
      target.state.status === 'observed' &&
      topology.systems[target.system]?.roles.includes('qms'),
  );
  if (!raised?.state.note) return;
  await tx.query({
    name: 'hold-learn-nonconformance',
    text: 'update hold set nonconformance_system = $2, nonconformance_id = $3 where id = $1',
    values: [hold.id, raised.system, raised.state.note],
  });
}

/** Nothing is undecided or pending, and every residual is known and answered. */
async function isClosable(tx: Tx, hold: string): Promise<boolean> {
  const found = await tx.query<{ closable: boolean }>({
    name: 'hold-closable',
    text: `select exists (select from hold_lot where hold = $1) and not exists (select from hold_lot where hold = $1 and covers)
             and not exists (select from disposition where hold = $1 and state in ('decided', 'executing'))
             and not exists (select from exposure where hold = $1 and answered_at is null)
             and not exists (select from residual where hold = $1 and answer is null) as closable`,
    values: [hold],
  });
  return found.rows[0]?.closable ?? false;
}

async function close(tx: Tx, hold: Hold, now: Date): Promise<void> {
  await tx.query({
    name: 'hold-close',
    text: "update hold set state = 'closed', closed_at = $2 where id = $1",
    values: [hold.id, now],
  });
  await tell(tx, hold, 'quality-hold.closed', 'interlock.quality-hold.closed.v1', hold.state, 'closed', now);
}

async function next(tx: Tx, topology: Topology, hold: Hold, news: News, now: Date): Promise<Step> {
  const containment = hold.state === 'closed' ? hold.containment : await contain(tx, hold, now);
  const nonconformance =
    hold.nonconformance_system === null || hold.nonconformance_id === null
      ? null
      : { system: hold.nonconformance_system, id: hold.nonconformance_id };
  const claiming = {
    id: hold.id,
    transaction: hold.transaction,
    reason: { code: hold.reason_code, text: hold.reason_text },
    nonconformance,
  };
  const batches = await claimDue(tx, topology, claiming, news.step, now.getTime());
  const open = await tx.query<{ open: boolean; wake_at: Date | null; exceptions: number; items: string[] }>({
    name: 'saga-open',
    text: `select exists (select from stake join target on target.id = stake.target where stake.transaction = $1 and target.open) as open,
             (select min(target.not_before) from stake join target on target.id = stake.target where stake.transaction = $1 and target.open and target.lease_owner is null) as wake_at,
             (select count(*) from exception where transaction = $1 and state = 'open') as exceptions,
             array(select distinct item from hold_lot join lot using (lot) where hold = $2 order by item) as items`,
    values: [hold.transaction, hold.id],
  });
  const row = open.rows[0];
  const done = hold.state === 'closed' && row?.open === false;
  if (done)
    await tx.query({
      name: 'hold-finish',
      text: 'update hold set finished_at = $2 where id = $1',
      values: [hold.id, now],
    });
  await tx.query({
    name: 'hold-changed',
    text: `select pg_notify('${CHANGE_CHANNEL}', $1)`,
    values: [hold.transaction],
  });
  return {
    transaction: hold.transaction,
    plant: hold.plant,
    productFamily: hold.product_family,
    items: row?.items ?? [],
    state: hold.state,
    containment,
    openExceptions: row?.exceptions ?? 0,
    batches,
    questions: hold.state === 'closed' ? [] : await questions(tx, topology, hold, news.asking),
    wakeAt: row?.wake_at?.getTime() ?? null,
    done,
  };
}

/** How contained the hold is, from what was observed; a change is an audit row, and an event when it matters. */
async function contain(tx: Tx, hold: Hold, now: Date): Promise<Containment> {
  const found = await tx.query<{ required: number; contained: number; uncontrolled: number }>({
    name: 'hold-contained',
    text: `select count(*) as required, count(*) filter (where target.contained) as contained,
             count(*) filter (where target.status = 'cannot-enforce' and not exists (
               select from physical_control where physical_control.hold = $2 and physical_control.lot = target.lot)) as uncontrolled
           from stake join target on target.id = stake.target
           where stake.transaction = $1 and stake.required and target.subject_kind <> 'disposition'`,
    values: [hold.transaction, hold.id],
  });
  const { required, contained, uncontrolled } = found.rows[0] ?? {
    required: 0,
    contained: 0,
    uncontrolled: 0,
  };
  const containment: Containment =
    required > 0 && contained === required && uncontrolled === 0
      ? 'effective'
      : contained > 0
        ? 'partial'
        : 'gated';
  if (containment === hold.containment) return containment;
  await tx.query({
    name: 'hold-containment',
    text: `update hold set containment = $2, effective_at = case when $2 = 'effective' then coalesce(effective_at, $3) else effective_at end where id = $1`,
    values: [hold.id, containment, now],
  });
  const type =
    containment === 'effective'
      ? 'interlock.quality-hold.effective.v1'
      : hold.containment === 'effective'
        ? 'interlock.quality-hold.breached.v1'
        : null;
  await tell(tx, hold, `quality-hold.${containment}`, type, hold.containment, containment, now);
  return containment;
}

async function tell(
  tx: Tx,
  hold: Hold,
  action: string,
  type: EventType | null,
  from: string,
  to: string,
  now: Date,
): Promise<void> {
  await audit(tx, {
    transaction: hold.transaction,
    at: now,
    who: INTERLOCK,
    action,
    subject: hold.id,
    from,
    to,
    why: null,
  });
  if (type)
    await publish(tx, {
      type,
      subject: hold.id,
      transaction: hold.transaction,
      plant: hold.plant,
      at: now,
      data: { hold: hold.id, plant: hold.plant, from, to },
    });
}

async function questions(
  tx: Tx,
  topology: Topology,
  hold: Hold,
  asking: readonly string[],
): Promise<Step['questions']> {
  const found = await tx.query<{ system: string; lots: string[] }>({
    name: 'exposure-open',
    text: `select system, array_agg(lot order by lot) as lots from (
             select system, lot, row_number() over (partition by system order by lot) as place from exposure
             where hold = $1 and answered_at is null and system <> all($2)
           ) unanswered where place <= 200 group by system order by system`,
    values: [hold.id, asking],
  });
  return found.rows.map((row) => ({
    ...row,
    timeoutMs: topology.systems[row.system]?.timeoutMs ?? 2_000,
    hold: hold.id,
    transaction: hold.transaction,
  }));
}

/** Records what a system knows to be beyond the hold: each is a residual with an owner, never dropped (H7). */
export async function recordExposure(
  pool: Pool,
  question: { hold: string; system: string; lots: readonly string[] },
  exposed: readonly Exposed[],
  now: Date,
): Promise<void> {
  await brief(pool, async (tx) => {
    const hold = await readHold(tx, question.hold);
    await tx.query({
      name: 'exposure-answered',
      text: 'update exposure set answered_at = $4 where hold = $1 and system = $2 and lot = any($3)',
      values: [hold.id, question.system, question.lots, now],
    });
    // What is assigned is stopped where it is: not beyond the hold.
    for (const found of exposed.filter(({ kind }) => kind !== 'assigned')) {
      const id = newId('RS');
      const inserted = await tx.query({
        name: 'residual-insert',
        text: `insert into residual (id, hold, lot, unit, quantity, kind, system, reference, customer, at)
               select $1, $2, lot.lot, lot.unit, $4, $5, $6, $7, $8, $9 from lot where lot.lot = $3 on conflict do nothing returning id`,
        values: [
          id,
          hold.id,
          found.lot,
          found.quantity,
          found.kind,
          question.system,
          found.reference,
          found.customer,
          found.at,
        ],
      });
      if (inserted.rows.length === 0) continue;
      const data = { residual: id, hold: hold.id, ...found };
      await audit(tx, {
        transaction: hold.transaction,
        at: now,
        who: INTERLOCK,
        action: 'residual.found',
        subject: id,
        from: null,
        to: data,
        why: null,
      });
      await publish(tx, {
        type: 'interlock.residual.found.v1',
        subject: id,
        transaction: hold.transaction,
        plant: hold.plant,
        at: now,
        data,
      });
    }
    await look(tx, hold.transaction, hold.id, now);
  });
}

/** A batch is out of patience: it goes on being tried, and a person is told. */
export async function escalate(
  pool: Pool,
  hold: string,
  targets: readonly string[],
  now: Date,
): Promise<void> {
  await brief(pool, async (tx) => {
    const row = await readHold(tx, hold);
    const away = (await lockTargets(tx, targets)).filter(
      (target) => target.state.leaseOwner === row.transaction && target.state.status !== 'parked',
    );
    const parked = away.map((target) => ({
      ...target,
      state: { ...target.state, status: 'parked' as const, note: `${target.system} has not answered` },
    }));
    await saveTargets(tx, parked);
    await openExceptions(tx, about(row), parked, 'out-of-patience', now);
  });
}
