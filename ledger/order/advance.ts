import type { Pool } from 'pg';
import type { OrderNews, OrderQuestion, OrderStep } from '../../contracts/order-step';
import type { Topology } from '../../contracts/topology';
import { isFinal } from '../../domain/order-states';
import { claimDue } from '../claims';
import { openQuestion } from '../exceptions';
import type { Tx } from '../pool';
import { escalate, settleAll, type RefusesLate } from '../settle';
import { brief } from '../transaction';
import { takeAnswers } from './answers';
import { moveOn, type Asked } from './move';
import { beginStep, existingOrder, runOf, saveOrder, type OrderRow } from './row';
import { askOf } from './targets';

/**
 * The one step of a production order's saga: settles what was brought home, takes what was answered, moves the order on as far
 * as it goes, and claims what is to be done next. Repeating it with the same news changes nothing: a result is taken once.
 * @param begun when this attempt at it began, by the clock of whoever makes it
 * @throws LedgerUnavailable, AttemptOvertaken
 */
export const advanceOrder = (
  pool: Pool,
  topology: Topology,
  refusesLate: RefusesLate,
  news: OrderNews,
  now: Date,
  begun: Date,
): Promise<OrderStep> =>
  brief(pool, async (tx) => {
    const row = await beginStep(tx, news.dispatch, begun);
    if (row.finished_at !== null)
      return describe(tx, topology, row, news, { questions: [], wakeAt: null }, now);
    await settleAll(tx, runOf(row), news.results, refusesLate, now);
    const answered = await takeAnswers(tx, topology, row, news.answers, now);
    const looking =
      news.looked && answered.state === 'waiting'
        ? await saveOrder(tx, row.id, { ask_since: now.getTime() })
        : answered;
    const asked = await moveOn(tx, topology, looking, now);
    return describe(tx, topology, await existingOrder(tx, row.id), news, asked, now);
  });

async function describe(
  tx: Tx,
  topology: Topology,
  row: OrderRow,
  news: OrderNews,
  asked: Asked,
  now: Date,
): Promise<OrderStep> {
  const claimant = {
    id: row.id,
    transaction: row.transaction,
    reason: { code: 'production-order', text: `${row.order_id} at ${row.plant}` },
    nonconformance: null,
    plant: null,
    revisionOf: null,
    orderOf: () => askOf(row),
  };
  // Over stays over: what the order's next dispatch asks of the same targets is its own.
  const batches =
    row.finished_at === null ? await claimDue(tx, topology, claimant, news.step, now.getTime()) : [];
  const found = await tx.query<{
    open: boolean;
    overtaken: string[];
    wake_at: Date | null;
    exceptions: number;
  }>({
    name: 'order-open',
    text: `select exists (select from stake join target on target.id = stake.target where stake.transaction = $1 and target.open) as open,
             array(select target.id from stake join target on target.id = stake.target where stake.transaction = $1
               and target.lease_owner = $1 and target.status = 'wanted' and target.desired_state = 'undone') as overtaken,
             (select min(target.not_before) from stake join target on target.id = stake.target where stake.transaction = $1
               and target.open and target.lease_owner is null and target.not_before < '9000-01-01') as wake_at,
             (select count(*) from exception where transaction = $1 and state = 'open') as exceptions`,
    values: [row.transaction],
  });
  const { open = false, overtaken = [], wake_at = null, exceptions = 0 } = found.rows[0] ?? {};
  const done = row.finished_at !== null || (isFinal(row.state) && !open);
  if (done && row.finished_at === null) await saveOrder(tx, row.id, { finished_at: now.getTime() });
  const wakes = [asked.wakeAt, wake_at?.getTime() ?? null].filter((at): at is number => at !== null);
  return {
    transaction: row.transaction,
    plants: [row.plant],
    plant: row.plant,
    number: row.order_id,
    items: row.planned ? [row.planned.item] : [],
    productFamily: row.product_family,
    state: row.state,
    openExceptions: exceptions,
    batches,
    questions: done
      ? []
      : asked.questions
          .map((about) => questionTo(topology, row, about, now))
          .filter(({ system }) => !news.asking.includes(system)),
    overtaken,
    wakeAt: wakes.length === 0 ? null : Math.min(...wakes),
    waitsFor: row.waits_for,
    done,
  };
}

function questionTo(
  topology: Topology,
  row: OrderRow,
  { about, system }: Asked['questions'][number],
  now: Date,
): OrderQuestion {
  const { timeoutMs = 2_000, patienceSeconds = 30 } = topology.systems[system] ?? {};
  return {
    system,
    about,
    transaction: row.transaction,
    plant: row.plant,
    order: row.order_id,
    item: row.planned?.item ?? null,
    revision: row.planned?.revision ?? null,
    // It is asked after this was read, whatever the clock of another host says.
    askedAt: Math.max(now.getTime(), row.ask_since),
    timeoutMs,
    patienceMs: patienceSeconds * 1000,
  };
}

/** Out of patience: it goes on being tried, and a person is told. */
export async function escalateOrder(
  pool: Pool,
  dispatch: string,
  late: { readonly targets: readonly string[] } | { readonly system: string },
  now: Date,
): Promise<void> {
  await brief(pool, async (tx) => {
    const row = await existingOrder(tx, dispatch);
    const run = runOf(row);
    if ('targets' in late) await escalate(tx, run, late.targets, now);
    else
      await openQuestion(
        tx,
        run,
        late.system,
        { dispatch, order: row.order_id, plant: row.plant },
        now,
        'read production order',
      );
  });
}
