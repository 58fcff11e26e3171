import type { Pool } from 'pg';
import type { PlantQuestion, RolloutNews, RolloutStep } from '../../contracts/release';
import type { Topology } from '../../contracts/topology';
import { dueAt } from '../../domain/effectivity';
import { isFinal } from '../../domain/rollout';
import { claimDue } from '../claims';
import { openQuestion } from '../exceptions';
import type { Tx } from '../pool';
import { escalate, settleAll, type RefusesLate, type SagaRun } from '../settle';
import { refuseOvertaken } from '../attempt';
import { brief, coverage } from '../transaction';
import { assessingSystems, assessmentsOf, questionTo, takeAssessments } from './assessments';
import { endPlant, stopPlant } from './end';
import { judge, stopOthers, type Rollout } from './judge';
import { passPivot } from './pivot';
import { learnPlan, recordRevision } from './revisions';
import { existingChange, movePlant, savePlant, tell, type ChangeRow } from './row';
import { whenStaged } from './staged';
import { inOrder, isHome, plantTargets, revisionAsks, wantItems, wantStarts } from './targets';
import { lookRollout } from './wake';

/**
 * The one step of a plant's rollout: settles what was brought home, moves the plant on as far as it goes, and claims what is
 * to be done next. Repeating it with the same news changes nothing: a result is taken once.
 * @param begun when this attempt at it began, by the clock of whoever makes it
 * @throws LedgerUnavailable, AttemptOvertaken
 */
export async function advanceRollout(
  pool: Pool,
  topology: Topology,
  refusesLate: RefusesLate,
  news: RolloutNews,
  now: Date,
  begun: Date,
): Promise<RolloutStep> {
  const asked = await brief(pool, async (tx) => {
    const { change } = await readRollout(tx, news, begun);
    await beginStep(tx, news, begun);
    await settleAll(tx, runOf(change, news.plant), news.results, refusesLate, now);
    await takeAssessments(tx, change, news.plant, news.assessments, now);
    return moveOn(tx, topology, news, now);
  });
  if (asked.pivot)
    await coverage(pool, async (tx) => {
      await readRollout(tx, news, begun);
      await passPivot(tx, topology, news.change, news.plant, now);
    });
  return brief(pool, async (tx) => {
    await readRollout(tx, news, begun);
    return next(tx, topology, news, asked, now);
  });
}

async function beginStep(tx: Tx, { change, plant }: RolloutNews, begun: Date): Promise<void> {
  await tx.query({
    name: 'rollout-step',
    text: 'update change_plant set stepped_at = $3 where change = $1 and plant = $2',
    values: [change, plant, begun],
  });
}

export const runOf = (change: ChangeRow, plant: string): SagaRun => ({
  id: change.id,
  transaction: change.transaction,
  plant,
  productFamily: change.product_family,
});

interface Asked {
  readonly pivot: boolean;
  readonly questions: readonly PlantQuestion[];
  readonly wakeAt: number | null;
}
const NOTHING: Asked = { pivot: false, questions: [], wakeAt: null };

/** @param begun of the attempt that reads it, where a transaction begins */
async function readRollout(tx: Tx, { change: id, plant }: RolloutNews, begun?: Date): Promise<Rollout> {
  const { change, plants } = await existingChange(tx, id);
  const row = plants.find((one) => one.plant === plant);
  if (!row) throw new Error(`${id} is not for plant ${plant}.`);
  if (begun) refuseOvertaken(`${id} at ${plant}`, row.stepped_at, begun);
  return { change, plants, row };
}

async function moveOn(tx: Tx, topology: Topology, news: RolloutNews, now: Date): Promise<Asked> {
  const rollout = await readRollout(tx, news);
  const { change, row } = rollout;
  const assessments = await assessmentsOf(tx, topology, change.id, row.plant);
  switch (row.state) {
    case 'checking': {
      await judge(tx, topology, rollout, assessments, now);
      const unheard = assessingSystems(topology, row.plant).filter(
        (system) => !assessments.some((assessment) => assessment.system === system),
      );
      const items = change.package?.items.map(({ item }) => item) ?? [];
      return {
        ...NOTHING,
        wakeAt: (await readRollout(tx, news)).row.stage_by,
        questions: unheard.map((system) =>
          questionTo(topology, system, change.transaction, row.plant, items),
        ),
      };
    }
    case 'staging': {
      await whileStaging(tx, topology, rollout, now);
      const moved = await readRollout(tx, news);
      return moved.row.state === 'staged'
        ? whenStaged(tx, topology, moved, assessments, news.looked, now)
        : { ...NOTHING, wakeAt: await patienceEnds(tx, topology, rollout) };
    }
    case 'staged':
      return whenStaged(tx, topology, rollout, assessments, news.looked, now);
    default:
      return NOTHING;
  }
}

async function whileStaging(tx: Tx, topology: Topology, rollout: Rollout, now: Date): Promise<void> {
  const { change, plants, row } = rollout;
  const targets = await plantTargets(tx, change.transaction, row.plant, 'item');
  const away = targets.filter((target) => !isHome(target));
  if (away.length === 0) {
    const at = topology.plants[row.plant];
    const due = at && row.effectivity ? dueAt(row.effectivity, at, now.getTime()) : now.getTime();
    await movePlant(
      tx,
      change,
      row,
      'staged',
      {
        staged_at: now.getTime(),
        due_at: due,
        waits_for: null,
      },
      now,
    );
    await tell(
      tx,
      {
        change,
        plant: row.plant,
        action: 'engineering-change.staged',
        type: 'interlock.engineering-change.staged.v1',
        from: 'staging',
        to: 'staged',
        why: null,
        data: { dueAt: due === null ? null : new Date(due).toISOString() },
      },
      now,
    );
    if (change.policy === 'all-or-nothing')
      for (const other of plants)
        if (other.plant !== row.plant && other.state === 'staged')
          await lookRollout(tx, change.transaction, change.id, other.plant, now);
    return;
  }
  const over = await patienceEnds(tx, topology, rollout);
  if (over === null || now.getTime() < over) {
    const waits = [...new Set(away.map(({ system }) => system))].join(', ');
    await savePlant(tx, change.id, row.plant, { waits_for: `${waits} to be staged` });
    return;
  }
  const refused = away.filter(({ state }) => state.status === 'parked');
  const why = `not staged in time: ${refused.map(({ system, state }) => `${system}: ${state.note}`).join('; ')}`;
  const findings = refused.map(({ system, subject, state }) => ({
    code: 'staging-refused',
    severity: 'error' as const,
    system,
    plant: row.plant,
    subject: subject.id,
    text: state.note ?? 'not staged in time',
  }));
  await savePlant(tx, change.id, row.plant, { findings: [...row.findings, ...findings] });
  await stopPlant(tx, change, row, why, now);
  if (change.policy === 'all-or-nothing') await stopOthers(tx, change, plants, row, now);
}

/** When staging that a system refuses, or that does not come through, is given up and undone (E2). */
async function patienceEnds(tx: Tx, topology: Topology, { change, row }: Rollout): Promise<number | null> {
  const found = await tx.query<{ refused: Date | null }>({
    name: 'change-refused-since',
    text: `select min(exception.opened_at) as refused from exception join target on target.id = exception.target
           where exception.transaction = $1 and exception.plant = $2 and exception.state = 'open' and target.status = 'parked' and target.contradictions > 0`,
    values: [change.transaction, row.plant],
  });
  const refused = found.rows[0]?.refused?.getTime();
  const ends = [
    ...(refused === undefined ? [] : [refused + topology.changes.resolveWithinSeconds * 1000]),
    ...(row.stage_by === null ? [] : [row.stage_by]),
  ];
  return ends.length === 0 ? null : Math.min(...ends);
}

/** New starts are stopped first and resumed last; between them everything is activated (E6). */
async function whileActivating(
  tx: Tx,
  topology: Topology,
  { change, row }: Rollout,
  now: Date,
): Promise<void> {
  const pack = change.package!;
  const starts = await plantTargets(tx, change.transaction, row.plant, 'starts');
  if (!starts.every(isHome)) return;
  const items = await plantTargets(tx, change.transaction, row.plant, 'item');
  if (items.some(({ state }) => state.desired.state !== 'active')) return wantItems(tx, items, 'active');
  if (!items.every(isHome)) return;
  if (starts.some(({ state }) => state.desired.state !== 'free'))
    return wantStarts(tx, topology, change, pack, row.plant, 'free');
  for (const { item, to, plan } of pack.items) {
    await recordRevision(tx, item, row.plant, to, change.id, now);
    if (plan) await learnPlan(tx, item, to, plan, change.change_system);
  }
  await savePlant(tx, change.id, row.plant, { active_at: now.getTime() });
  await endPlant(tx, change, row, 'active', null, now);
}

async function whileWithdrawing(tx: Tx, { change, row }: Rollout, now: Date): Promise<void> {
  const items = await plantTargets(tx, change.transaction, row.plant, 'item');
  if (items.some(({ state }) => state.desired.state !== 'undone')) return wantItems(tx, items, 'undone');
  if (items.every(isHome)) await endPlant(tx, change, row, 'withdrawn', row.waits_for, now);
}

async function next(
  tx: Tx,
  topology: Topology,
  news: RolloutNews,
  asked: Asked,
  now: Date,
): Promise<RolloutStep> {
  await moveDesires(tx, topology, news, now);
  const { change, row } = await readRollout(tx, news);
  const pack = change.package;
  const assessments = await assessmentsOf(tx, topology, change.id, row.plant);
  const batches =
    pack && !isFinal(row.state)
      ? await claimDue(
          tx,
          topology,
          {
            id: change.id,
            transaction: change.transaction,
            reason: { code: 'engineering-change', text: `${change.change_id}: ${pack.text}` },
            nonconformance: null,
            plant: row.plant,
            revisionOf: revisionAsks(change, pack, row, assessments),
            order: inOrder(pack, row.state === 'withdrawing'),
          },
          news.step,
          now.getTime(),
        )
      : [];
  const open = await tx.query<{ overtaken: string[]; wake_at: Date | null; exceptions: number }>({
    name: 'rollout-open',
    text: `select array(select target.id from stake join target on target.id = stake.target where stake.transaction = $1 and target.plant = $2
               and target.lease_owner = $1 and target.status = 'wanted' and target.desired_state = 'undone') as overtaken,
             (select min(target.not_before) from stake join target on target.id = stake.target where stake.transaction = $1 and target.plant = $2
               and target.open and target.lease_owner is null and target.not_before < '9000-01-01') as wake_at,
             (select count(*) from exception where transaction = $1 and plant = $2 and state = 'open') as exceptions`,
    values: [change.transaction, row.plant],
  });
  const found = open.rows[0];
  const wakes = [asked.wakeAt, found?.wake_at?.getTime() ?? null].filter((at): at is number => at !== null);
  return {
    transaction: change.transaction,
    plants: [row.plant],
    plant: row.plant,
    number: change.change_id,
    items: pack?.items.map(({ item }) => item) ?? [],
    productFamily: change.product_family,
    state: row.state,
    openExceptions: found?.exceptions ?? 0,
    batches,
    questions: isFinal(row.state)
      ? []
      : asked.questions.filter(({ system }) => !news.asking.includes(system)),
    overtaken: found?.overtaken ?? [],
    wakeAt: wakes.length === 0 ? null : Math.min(...wakes),
    waitsFor: row.waits_for,
    done: isFinal(row.state),
  };
}

/** What a new state wants of the systems is wanted in the same step. */
async function moveDesires(tx: Tx, topology: Topology, news: RolloutNews, now: Date): Promise<void> {
  const rollout = await readRollout(tx, news);
  if (rollout.row.state === 'activating') await whileActivating(tx, topology, rollout, now);
  if (rollout.row.state === 'withdrawing') await whileWithdrawing(tx, rollout, now);
}

/** What does not come through: targets of a batch, or a system that is only asked. */
export type Late = { readonly targets: readonly string[] } | { readonly system: string };

/**
 * Out of patience: it goes on being tried, and a person is told.
 * @param plant null: the change as a whole; the exception is then shown at its first plant
 */
export async function escalateRollout(
  pool: Pool,
  id: string,
  plant: string | null,
  late: Late,
  now: Date,
): Promise<void> {
  await brief(pool, async (tx) => {
    const { change, plants } = await existingChange(tx, id);
    const run = runOf(change, plant ?? plants[0]?.plant ?? '');
    if ('targets' in late) await escalate(tx, run, late.targets, now);
    else await openQuestion(tx, run, late.system, { change: change.change_id, plant: run.plant }, now);
  });
}
