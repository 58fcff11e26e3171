import type { Pool } from 'pg';
import type { BaselineFinding, PageNews, PageQuestion } from '../../contracts/baseline';
import type { Topology } from '../../contracts/topology';
import { audit, INTERLOCK } from '../audit';
import { announce } from '../commands';
import { applyWaiting } from '../inbound';
import type { Tx } from '../pool';
import { serialsAre } from '../scope/serial-lots';
import { moreOf } from '../stock-movements';
import { brief, coverage } from '../transaction';
import { learnOrder } from '../change/revisions';
import { addFindings } from './findings';
import { loadLots } from './lots';
import { loadProductions } from './productions';
import { baselineRow, lockSystem, type BaselineRow, type BaselineSystemRow } from './row';

/** Things on a page: what is held up while a page is taken is held up for some tens of milliseconds. */
const PAGE = 500;
/** How often a lot that changes while it is read is read again. */
const TRIES = 5;

/**
 * The systems of a baseline that are still to be read. One that cannot give a snapshot is listed as a finding.
 * @param givesSnapshot a fact about the system's product
 */
export const planBaseline = (
  pool: Pool,
  id: string,
  givesSnapshot: (system: string) => boolean,
): Promise<string[]> =>
  brief(pool, async (tx) => {
    const { state } = await baselineRow(tx, id);
    if (state !== 'loading') return [];
    const found = await tx.query<{ system: string }>({
      name: 'baseline-unread',
      text: 'select system from baseline_system where baseline = $1 and not done order by system',
      values: [id],
    });
    const systems = found.rows.map(({ system }) => system);
    const silent = systems.filter((system) => !givesSnapshot(system));
    await addFindings(tx, id, silent.map(noSnapshot));
    await tx.query({
      name: 'baseline-silent',
      text: 'update baseline_system set done = true where baseline = $1 and system = any($2)',
      values: [id, silent],
    });
    return systems.filter(givesSnapshot);
  });

const noSnapshot = (system: string): BaselineFinding => ({
  system,
  code: 'no-snapshot',
  subject: system,
  text: `The product of ${system} cannot give a snapshot: nothing of it was loaded.`,
});

/** What a system is asked next; null: all of it was read. @param now when it is asked */
export const nextPage = (
  pool: Pool,
  topology: Topology,
  id: string,
  system: string,
  now: Date,
): Promise<PageQuestion | null> =>
  brief(pool, async (tx) =>
    questionOf(tx, topology, await baselineRow(tx, id), await lockSystem(tx, id, system), now),
  );

/**
 * Takes one page, in one transaction and once, however often it is brought. What a hold covers by a rule joins it at once (H5).
 * @returns what the system is asked next; null: all of it was read
 */
export const takePage = (
  pool: Pool,
  topology: Topology,
  { baseline: id, question, page }: PageNews,
  now: Date,
): Promise<PageQuestion | null> =>
  coverage(pool, async (tx) => {
    const row = await baselineRow(tx, id);
    const before = await lockSystem(tx, id, question.system);
    if (row.state !== 'loading' || before.done || before.pages !== question.page)
      return questionOf(tx, topology, row, before, now);
    const loading = {
      baseline: id,
      transaction: row.transaction,
      system: question.system,
      plant: row.plant,
      askedAt: new Date(question.askedAt),
      asOf: new Date(page.asOf),
      now,
    };
    const { changed, findings } = await loadLots(tx, topology, loading, page.lots);
    findings.push(...(await loadProductions(tx, topology, loading, page.productions)));
    await serialsAre(tx, topology, page.serials, { system: question.system, who: INTERLOCK, now });
    for (const order of page.orders) await learnOrder(tx, row.plant, order, 'open', now);
    await applyWaiting(
      tx,
      topology,
      page.lots.map(({ lot }) => moreOf(lot)),
      row.transaction,
      now,
    );
    findings.push(...(await readAgain(tx, id, question, changed)));
    await addFindings(tx, id, findings);
    const after = await moveOn(tx, id, before, question, page);
    await audit(tx, {
      transaction: row.transaction,
      at: now,
      who: INTERLOCK,
      action: 'baseline.page-taken',
      subject: id,
      from: null,
      to: { system: question.system, page: question.page, lots: page.lots.length, asOf: page.asOf },
      why: null,
    });
    return questionOf(tx, topology, row, after, now);
  });

/** Lots that changed since the page was asked for: events win, and the system is asked for these once more. */
async function readAgain(
  tx: Tx,
  id: string,
  { system, lots: asked }: PageQuestion,
  changed: readonly string[],
): Promise<BaselineFinding[]> {
  await tx.query({
    name: 'baseline-again-settle',
    text: 'delete from baseline_again where baseline = $1 and system = $2 and lot = any($3) and lot <> all($4)',
    values: [id, system, asked ?? [], changed],
  });
  await tx.query({
    name: 'baseline-again-add',
    text: `insert into baseline_again (baseline, system, lot) select $1, $2, unnest($3::text[])
           on conflict (baseline, system, lot) do update set tries = baseline_again.tries + 1`,
    values: [id, system, changed],
  });
  const given = await tx.query<{ lot: string }>({
    name: 'baseline-again-give-up',
    text: 'delete from baseline_again where baseline = $1 and system = $2 and tries >= $3 returning lot',
    values: [id, system, TRIES],
  });
  return given.rows.map(({ lot }) => ({
    system,
    code: 'kept-changing',
    subject: lot,
    text: `${lot} changed each time that ${system} was read; what events told stands.`,
  }));
}

async function moveOn(
  tx: Tx,
  id: string,
  before: BaselineSystemRow,
  { lots: again }: PageQuestion,
  { lots, orders, next }: PageNews['page'],
): Promise<BaselineSystemRow> {
  const cursor = again === null ? next : before.cursor;
  const listed = before.listed || next === null;
  const left = await tx.query({
    name: 'baseline-again-left',
    text: 'select from baseline_again where baseline = $1 and system = $2 limit 1',
    values: [id, before.system],
  });
  const done = listed && left.rows.length === 0;
  await tx.query({
    name: 'baseline-system-move-on',
    text: `update baseline_system set cursor = $3, listed = $4, pages = pages + 1, lots = lots + $5, orders = orders + $6, done = $7
           where baseline = $1 and system = $2`,
    values: [id, before.system, cursor, listed, again === null ? lots.length : 0, orders.length, done],
  });
  return { ...before, cursor, listed, pages: before.pages + 1, done };
}

async function questionOf(
  tx: Tx,
  topology: Topology,
  { id, transaction, plant, state }: BaselineRow,
  { system, cursor, listed, pages, done }: BaselineSystemRow,
  now: Date,
): Promise<PageQuestion | null> {
  if (state !== 'loading' || done) return null;
  const { timeoutMs = 2_000, patienceSeconds = 30 } = topology.systems[system] ?? {};
  const lots = listed ? await lotsToReadAgain(tx, id, system) : null;
  return {
    system,
    transaction,
    timeoutMs,
    patienceMs: patienceSeconds * 1_000,
    plant,
    cursor: listed ? null : cursor,
    lots,
    limit: PAGE,
    page: pages,
    askedAt: now.getTime(),
  };
}

async function lotsToReadAgain(tx: Tx, id: string, system: string): Promise<string[]> {
  const found = await tx.query<{ lot: string }>({
    name: 'baseline-again-next',
    text: 'select lot from baseline_again where baseline = $1 and system = $2 order by lot limit $3',
    values: [id, system, PAGE],
  });
  return found.rows.map(({ lot }) => lot);
}

/** The saga was cancelled: what was loaded stays, and another baseline may be asked for. */
export const abandonBaseline = (pool: Pool, id: string, now: Date): Promise<void> =>
  brief(pool, async (tx) => {
    const { transaction } = await baselineRow(tx, id);
    const found = await tx.query({
      name: 'baseline-abandon',
      text: `update baseline set state = 'abandoned', finished_at = $2 where id = $1 and state = 'loading' returning id`,
      values: [id, now],
    });
    if (found.rows.length === 0) return;
    await audit(tx, {
      transaction,
      at: now,
      who: INTERLOCK,
      action: 'baseline.abandoned',
      subject: id,
      from: 'loading',
      to: 'abandoned',
      why: 'its workflow was cancelled in Temporal',
    });
    await announce(tx, transaction);
  });
