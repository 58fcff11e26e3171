import type { Pool } from 'pg';
import type { News, Step } from '../contracts/step';
import type { Topology } from '../contracts/topology';
import { applyDispositions } from './carry-out';
import { claimDue } from './claims';
import { contain } from './containment';
import { questions, recordExposure } from './exposure';
import { wakeInspections } from './inspection/wake';
import { IDENTIFIABLE, identifyParts } from './identification';
import type { Tx } from './pool';
import { recompute } from './recompute';
import { madeQuestions, recordMade } from './scope/questions';
import { ordersFollowed, recomputeOrders } from './scope/orders';
import { ENDED, FOLLOWS } from './scope/rules';
import { readHoldAgain, readHoldFirst, runOf, tellHold, type SagaHold } from './saga-hold';
import { learnNonconformance, settleAll, type RefusesLate } from './settle';
import { brief, coverage } from './transaction';

/**
 * The one step of the quality-hold saga: settles what was brought home, applies what was decided, says how contained the
 * hold is, and claims what is to be done next. Repeating it with the same news changes nothing: a result is taken once.
 * @param begun when this attempt at it began, by the clock of whoever makes it
 * @throws LedgerUnavailable, AttemptOvertaken
 */
export async function advance(
  pool: Pool,
  topology: Topology,
  refusesLate: RefusesLate,
  news: News,
  now: Date,
  begun: Date,
): Promise<Step> {
  const first = await brief(pool, async (tx) => {
    const hold = await readHoldFirst(tx, news.hold, begun);
    const settled = await settleAll(tx, runOf(hold), news.results, refusesLate, now);
    await learnNonconformance(tx, topology, hold, settled);
    for (const answer of news.exposures) await recordExposure(tx, hold, answer, now);
    const { unapplied, closable } = await decided(tx, hold, now);
    return unapplied || closable || news.made?.length ? null : await next(tx, topology, hold, news, now);
  });
  if (first) return first;
  await coverage(pool, async (tx) => {
    const hold = await readHoldAgain(tx, news.hold, begun);
    if (hold.state === 'closed') return;
    for (const answer of news.made ?? []) await recordMade(tx, topology, hold, answer, now);
    await identifyParts(tx, topology, hold, now);
    await applyDispositions(tx, topology, hold, now);
    if ((await decided(tx, hold, now)).closable) await close(tx, topology, hold, now);
  });
  return brief(pool, async (tx) => next(tx, topology, await readHoldAgain(tx, news.hold, begun), news, now));
}

/** Nothing of the lot is here, and a residual says where it went: it is not one that is still to come. */
const GONE = `(quantity + adjusted = 0 and exists (select from residual where residual.hold = hold_lot.hold and residual.lot = hold_lot.lot))`;

/**
 * Read without the cost of a coverage transaction. `unapplied`: a disposition is to be carried out or verified, or a part was
 * observed to be told from the rest. `closable`:
 * nothing is undecided or pending, and every residual is known and answered.
 */
async function decided(
  tx: Tx,
  hold: SagaHold,
  now: Date,
): Promise<{ unapplied: boolean; closable: boolean }> {
  if (hold.state === 'closed') return { unapplied: false, closable: false };
  const found = await tx.query<{ unapplied: boolean; closable: boolean }>({
    name: 'hold-decided',
    text: `select exists (select from disposition where hold = $1 and state in ('decided', 'executing'))
               or exists (select from hold_lot where hold = $1 and ${IDENTIFIABLE}) as unapplied,
             (exists (select from hold_lot where hold = $1) or ${ENDED}) and not ${FOLLOWS} and not exists (select from hold_lot where hold = $1 and covers and not ${GONE})
             and not exists (select from disposition where hold = $1 and state in ('decided', 'executing'))
             and not exists (select from exposure where hold = $1 and answered_at is null)
             and not exists (select from residual where hold = $1 and answer is null) as closable`,
    values: [hold.id, now],
  });
  return found.rows[0] ?? { unapplied: false, closable: false };
}

async function close(tx: Tx, topology: Topology, hold: SagaHold, now: Date): Promise<void> {
  const gone = await tx.query<{ lot: string }>({
    name: 'hold-gone',
    text: 'select lot from hold_lot where hold = $1 and covers',
    values: [hold.id],
  });
  await tx.query({
    name: 'hold-close',
    text: "update hold set state = 'closed', closed_at = $2 where id = $1",
    values: [hold.id, now],
  });
  await wakeInspections(tx, hold.id, now);
  // Nothing of them was there to be released: what systems noted for them is lifted with the hold.
  await recompute(
    tx,
    topology,
    gone.rows.map(({ lot }) => lot),
    hold.transaction,
    now,
  );
  await recomputeOrders(tx, topology, await ordersFollowed(tx, hold.id), hold.transaction, now);
  await tellHold(
    tx,
    hold,
    'quality-hold.closed',
    'interlock.quality-hold.closed.v1',
    hold.state,
    'closed',
    now,
  );
}

async function next(tx: Tx, topology: Topology, hold: SagaHold, news: News, now: Date): Promise<Step> {
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
    plant: null,
    revisionOf: null,
  };
  // Over stays over: what other holds ask of shared targets since then is theirs.
  const finished = hold.finished_at !== null;
  const batches = finished ? [] : await claimDue(tx, topology, claiming, news.step, now.getTime());
  const open = await tx.query<{
    open: boolean;
    overtaken: string[];
    recalled: { target: string; token: number }[];
    wake_at: Date | null;
    exceptions: number;
    items: string[];
  }>({
    name: 'saga-open',
    text: `select exists (select from stake join target on target.id = stake.target where stake.transaction = $1 and target.open) as open,
             least((select min(to_at) from scope_rule where hold = $2 and to_at > $3), (select min(target.not_before) from stake join target on target.id = stake.target where stake.transaction = $1 and target.open and target.lease_owner is null and target.not_before < '9000-01-01')) as wake_at,
             array(select target.id from stake join target on target.id = stake.target where stake.transaction = $1 and target.lease_owner = $1
               and target.status = 'wanted' and target.desired_state = 'held' and target.observed_state is null) as overtaken,
             coalesce((select jsonb_agg(jsonb_build_object('target', target.id, 'token', target.recalled_token) order by target.id) from stake join target on target.id = stake.target
               where stake.transaction = $1 and target.token <= target.recalled_token + 1), '[]') as recalled,
             (select count(*) from exception where transaction = $1 and state = 'open') as exceptions,
             array(select distinct item from hold_lot join lot using (lot) where hold = $2 order by item) as items`,
    values: [hold.transaction, hold.id, now],
  });
  const row = open.rows[0];
  const done = finished || (hold.state === 'closed' && row?.open === false);
  if (done && !finished)
    await tx.query({
      name: 'hold-finish',
      text: 'update hold set finished_at = $2 where id = $1',
      values: [hold.id, now],
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
    madeQuestions:
      hold.state === 'closed' ? [] : await madeQuestions(tx, topology, hold, news.askingMade ?? [], now),
    overtaken: row?.overtaken ?? [],
    ...(row && row.recalled.length > 0 ? { recalled: row.recalled } : {}),
    wakeAt: row?.wake_at?.getTime() ?? null,
    done,
  };
}
