import { setTimeout as pause } from 'node:timers/promises';
import type { ChangeState, EngineeringChange, Withdrawal } from '../../../contracts/engineering-change';
import type { Problem } from '../interlock';
import { waitUntil } from '../patience';
import { ITEMS, type PlannedChange } from '../plan/changes';
import { PLANTS, type Plant } from '../plan/holds';
import type { KnownChange } from '../record';
import type { Systems } from '../systems';
import type { HoldStage } from './holds';
import { engineer } from './plm';
import { isLater, Revisions } from './revisions';

export interface ChangeStage extends HoldStage {
  readonly systems: Systems;
}

const FINAL: readonly ChangeState[] = ['active', 'refused', 'withdrawn'];
const LOOK_MS = 500;
const CALL = '/v1/engineering-changes';
const RUN = Date.now().toString(36).toUpperCase();

/** What is asked of Interlock: a change that the PLM has, at these plants. */
interface Asked {
  readonly number: string;
  readonly from: string;
  readonly to: string;
  readonly plants: readonly Plant[];
}

/** All changes: those of one item one after the other, items side by side. */
export async function playChanges(planned: readonly PlannedChange[], stage: ChangeStage): Promise<void> {
  await Promise.all(
    ITEMS.map(async (item) => {
      const revisions = new Revisions(item);
      for (const change of planned.filter((one) => one.item === item))
        await playChange(change, revisions, stage);
    }),
  );
}

async function playChange(planned: PlannedChange, revisions: Revisions, stage: ChangeStage): Promise<void> {
  await waitUntil(stage.start, planned.at, stage.signal);
  const asked = await nextOf(revisions, stage.systems);
  const first = await request(asked, planned, false, stage);
  if (!first) return;
  const rival = planned.rival === null ? null : rivalry(planned.rival, asked, first, revisions, stage);
  if (planned.withdrawnAfter !== null) await withdraw(first, planned.withdrawnAfter, stage);
  const second = await rival;
  for (const change of second ? [first, second] : [first]) await over(change, stage);
}

/** A new revision for both plants; where one is behind, by a withdrawal, the change that the other has already. */
async function nextOf(revisions: Revisions, systems: Systems): Promise<Asked> {
  const active = await revisions.active(systems);
  const newest = PLANTS.map((plant) => active[plant]).reduce((last, one) =>
    isLater(one, last) ? one : last,
  );
  const behind = PLANTS.filter((plant) => active[plant] !== newest);
  const again = revisions.bringing(newest);
  if (behind.length > 0 && again !== undefined)
    return { number: again, from: active[behind[0]!], to: newest, plants: behind };
  return create(newest, revisions.next(), revisions, systems);
}

let created = 0;
async function create(from: string, to: string, revisions: Revisions, systems: Systems): Promise<Asked> {
  const number = `ECO-${RUN}-${++created}`;
  await engineer(systems, { number, item: revisions.item, from, to });
  revisions.brings(number, to);
  return { number, from, to, plants: PLANTS };
}

/** @returns null when it was refused at once */
async function request(
  { number, to, plants }: Asked,
  planned: PlannedChange,
  isRival: boolean,
  { interlock, record }: ChangeStage,
): Promise<KnownChange | null> {
  const { status, body } = await interlock.post<EngineeringChange & Problem>('engineering', CALL, {
    change: { system: 'plm', id: number },
    plants: plants.map((plant) => ({ plant, effectivity: { kind: 'immediate' } })),
    policy: planned.policy,
  });
  if (status !== 201) {
    if (!(isRival && body.code === 'change-open'))
      record.defect('change', number, null, `refused with ${body.code}: ${body.detail}`);
    return null;
  }
  const { id } = body;
  const change: KnownChange = { id, number, planned, to, plants, isRival, withdrawal: null, ended: null };
  record.changes.push(change);
  return change;
}

/** While a change is under way, it is asked for once more, or another of the same item is. */
async function rivalry(
  kind: 'same' | 'other',
  asked: Asked,
  first: KnownChange,
  revisions: Revisions,
  stage: ChangeStage,
): Promise<KnownChange | null> {
  const rival =
    kind === 'same'
      ? asked
      : { ...(await create(asked.from, asked.to, revisions, stage.systems)), plants: asked.plants };
  return request(rival, { ...first.planned, policy: 'plant-by-plant' }, true, stage);
}

async function withdraw(
  change: KnownChange,
  after: number,
  { interlock, record, signal }: ChangeStage,
): Promise<void> {
  await pause(after, undefined, { signal });
  const { status, body } = await interlock.post<Withdrawal & Problem>(
    'engineering',
    `${CALL}/${change.id}/withdrawal`,
    { reason: 'withdrawn by the chaos run' },
  );
  if (status === 202) change.withdrawal = { plants: body.plants, forward: body.forward };
  else if (body.code !== 'change-over')
    record.defect('withdrawal', change.id, null, `refused with ${body.code}: ${body.detail}`);
}

/** Waits until the change is over at every plant. */
async function over(change: KnownChange, { interlock, signal }: ChangeStage): Promise<void> {
  for (;;) {
    const { plants } = await interlock.get<EngineeringChange>(`${CALL}/${change.id}`);
    if (plants.every(({ state }) => FINAL.includes(state))) {
      change.ended = new Map(plants.map(({ plant, state }) => [plant, state]));
      return;
    }
    await pause(LOOK_MS, undefined, { signal });
  }
}
