import type { Pool } from 'pg';
import { itemOf } from '../../config/systems';
import type { InspectionNews, InspectionStep } from '../../contracts/inspection';
import type { Assessment } from '../../contracts/assessment';
import type { Topology } from '../../contracts/topology';
import { isFinal } from '../../domain/inspection-states';
import { questionTo } from '../change/assessments';
import type { Late } from '../change/rollout';
import { learn } from '../change/revisions';
import { claimDue } from '../claims';
import { INTERLOCK } from '../audit';
import { closeQuestion, openQuestion } from '../exceptions';
import type { Tx } from '../pool';
import { escalate, settleAll, type RefusesLate } from '../settle';
import type { StoredTarget } from '../targets';
import { brief, coverage } from '../transaction';
import { closeContradiction, openContradiction } from './contradiction';
import { follow, judgeNow } from './judge';
import {
  currentResult,
  lockAgain,
  lockFirst,
  lockInspection,
  runOf,
  saveInspection,
  tellInspection,
  type InspectionRow,
} from './row';
import { specify } from './specify';
import { askOf, isClosed, wantTargets } from './targets';

/**
 * The one step of an inspection's saga: settles what was brought home, learns what the QMS says of plans and gauges, judges
 * anew what a person wants judged anew, and claims what is to be done next. Repeating it with the same news changes nothing.
 * @param begun when this attempt at it began, by the clock of whoever makes it
 * @throws LedgerUnavailable, AttemptOvertaken
 */
export async function advanceInspection(
  pool: Pool,
  topology: Topology,
  refusesLate: RefusesLate,
  news: InspectionNews,
  now: Date,
  begun: Date,
): Promise<InspectionStep> {
  const again = await brief(pool, async (tx) => {
    const row = await lockFirst(tx, news.inspection, begun);
    const settled = await settleAll(tx, runOf(row), news.results, refusesLate, now);
    const numbered = await learnNumber(tx, row, settled, now);
    const heard = await takeAssessments(tx, numbered, news.assessments, now);
    return heard && numbered.state === 'contradicted';
  });
  if (again)
    await coverage(pool, async (tx) =>
      judgeAgain(tx, topology, await lockAgain(tx, news.inspection, begun), now),
    );
  return brief(pool, async (tx) =>
    next(tx, topology, await lockAgain(tx, news.inspection, begun), news, now),
  );
}

/** What the QMS was read to have opened is the inspection's number; nothing else has it. */
async function learnNumber(
  tx: Tx,
  row: InspectionRow,
  settled: readonly StoredTarget[],
  now: Date,
): Promise<InspectionRow> {
  const opened = settled.find(
    ({ subject, state }) => subject.kind === 'inspection' && state.status === 'observed',
  );
  const number = opened?.state.note ?? null;
  if (number === null || row.state !== 'opening') return row;
  const other = await inspectionWith(tx, row.system, number);
  const open: InspectionRow = { ...row, number: other === null ? number : null, state: 'open' };
  await saveInspection(tx, open);
  if (other !== null) {
    const text = `${row.system} inspects ${row.lot} as ${number}, and a result with that number was posted for ${other}: post the result of this lot under a number of its own.`;
    await openContradiction(tx, open, [{ code: 'number-of-another', text }], now);
  }
  const data = {
    revision: open.revision,
    plan: open.plan && { id: open.plan.id, version: open.plan.version },
  };
  const type = 'interlock.inspection.opened.v1';
  await tellInspection(tx, open, { who: INTERLOCK, from: 'opening', type, data, why: null }, now);
  return open;
}

/** The inspection that has the number; null: none. */
async function inspectionWith(tx: Tx, system: string, number: string): Promise<string | null> {
  const found = await tx.query<{ id: string }>({
    name: 'inspection-with-number',
    text: 'select id from inspection where system = $1 and number = $2',
    values: [system, number],
  });
  return found.rows[0]?.id ?? null;
}

/** @returns whether the QMS has answered what it was asked */
async function takeAssessments(
  tx: Tx,
  row: InspectionRow,
  assessments: readonly Assessment[],
  now: Date,
): Promise<boolean> {
  const [assessment] = assessments;
  if (!assessment) return false;
  await closeQuestion(tx, row.transaction, row.plant, assessment.system, now);
  await learn(tx, row.plant, assessment, now);
  const known = row.plan ? null : await specify(tx, { lot: row.lot, plant: row.plant, order: row.order_id });
  const assessed: InspectionRow = { ...row, ...known, assessed_at: now };
  await saveInspection(tx, assessed);
  if (assessed.plan === null && assessed.state === 'opening') {
    const text = `No inspection plan is known of ${row.lot}: ${assessment.system} has none for its revision ${assessed.revision ?? '(not known)'}. Give it one there, and retry.`;
    await openContradiction(tx, assessed, [{ code: 'plan-unknown', text }], now);
  } else if (assessed.state === 'opening') await closeContradiction(tx, assessed, now);
  return true;
}

/** The same result, by what is known by now. */
async function judgeAgain(tx: Tx, topology: Topology, row: InspectionRow, now: Date): Promise<void> {
  const stored = await currentResult(tx, row.id);
  if (!stored || row.state !== 'contradicted') return;
  const judgement = await judgeNow(tx, row, stored.result);
  await tx.query({
    name: 'inspection-result-judged',
    text: 'update inspection_result set judgement = $2 where id = $1',
    values: [stored.id, judgement],
  });
  const judged = { result: stored.result, who: INTERLOCK, nonconformance: null };
  await follow(tx, topology, row, judgement, judged, now);
}

async function next(
  tx: Tx,
  topology: Topology,
  row: InspectionRow,
  news: InspectionNews,
  now: Date,
): Promise<InspectionStep> {
  const result = await currentResult(tx, row.id);
  if (row.finished_at === null) await wantTargets(tx, topology, row, result);
  const claimant = {
    id: row.id,
    transaction: row.transaction,
    reason: { code: 'inspection', text: `inspection of ${row.lot}` },
    nonconformance: null,
    plant: null,
    revisionOf: null,
    inspectionOf: ({ subject }: StoredTarget) =>
      askOf(row, subject.kind === 'inspection-result' ? result : null),
  };
  const batches =
    row.finished_at === null ? await claimDue(tx, topology, claimant, news.step, now.getTime()) : [];
  const ask = row.finished_at === null && row.assessed_at === null && !news.asking.includes(row.system);
  const open = await openWork(tx, row);
  const done = row.finished_at !== null || (await isOver(tx, row, open.open));
  if (done && row.finished_at === null) await saveInspection(tx, { ...row, finished_at: now });
  return {
    transaction: row.transaction,
    plants: [row.plant],
    plant: row.plant,
    items: [itemOf(row.lot)],
    lot: row.lot,
    productFamily: row.product_family,
    state: row.state,
    openExceptions: open.exceptions,
    batches,
    questions: ask ? [questionTo(topology, row.system, row.transaction, row.plant, [itemOf(row.lot)])] : [],
    wakeAt: open.wake_at?.getTime() ?? null,
    waitsFor: done ? null : waitsFor(row),
    done,
  };
}

async function openWork(tx: Tx, { transaction }: InspectionRow) {
  const found = await tx.query<{ open: boolean; wake_at: Date | null; exceptions: number }>({
    name: 'inspection-open-work',
    text: `select coalesce(bool_or(target.open), false) as open,
             min(target.not_before) filter (where target.open and target.lease_owner is null and target.not_before < '9000-01-01') as wake_at,
             (select count(*) from exception where transaction = $1 and state = 'open') as exceptions
           from stake join target on target.id = stake.target where stake.transaction = $1`,
    values: [transaction],
  });
  return found.rows[0] ?? { open: false, wake_at: null, exceptions: 0 };
}

/** The result is in and told, and no operation waits any more. */
async function isOver(
  tx: Tx,
  { state, checkpoint, hold, assessed_at }: InspectionRow,
  open: boolean,
): Promise<boolean> {
  if (open || assessed_at === null || !isFinal(state)) return false;
  return checkpoint === null || hold === null || (await isClosed(tx, hold));
}

function waitsFor({ state, hold, plan }: InspectionRow): string {
  switch (state) {
    case 'opening':
      return plan ? 'the QMS to open it' : 'the inspection plan of the lot';
    case 'open':
      return 'the result';
    case 'contradicted':
      return 'a person who resolves the contradiction';
    default:
      return hold === null ? 'the MES to go on' : `the end of ${hold}`;
  }
}

/** A batch, or the QMS that is asked, is out of patience: it goes on being tried, and a person is told. */
export async function escalateInspection(tx: Tx, inspection: string, late: Late, now: Date): Promise<void> {
  const row = await lockInspection(tx, inspection);
  if ('targets' in late) await escalate(tx, runOf(row), late.targets, now);
  else await openQuestion(tx, runOf(row), late.system, { items: [itemOf(row.lot)] }, now);
}
