import { plantOf } from '../config/systems';
import type { InboundData } from '../contracts/inbound';
import { Problem } from '../contracts/problem';
import type { Topology, Trigger } from '../contracts/topology';
import { openHold } from './hold-row';
import { placeHold } from './holds';
import { checkPlant, type Telling } from './material';
import type { Tx } from './pool';
import { endFollowing } from './scope/end';

const HOUR_MS = 3_600_000;

/**
 * A MES told the state of a work centre. Where the topology has a trigger for it, what the work centre made is held: since the
 * state began (and some hours before), until it ends, once for each state. One that ends closes the window and frees nothing.
 * States may be told in any order: the windows are the same.
 * @throws Problem `unknown-plant`, `event-not-accepted` of a plant that is not the MES's
 */
export async function equipmentTold(
  tx: Tx,
  topology: Topology,
  data: InboundData<'mes.equipment.state-changed.v1'>,
  telling: Telling,
): Promise<void> {
  checkPlant(topology, data.plant, '/data/plant');
  const own = plantOf(topology, telling.system);
  if (own !== null && own !== data.plant)
    throw new Problem('event-not-accepted', `${telling.system} is the MES of ${own}, not of ${data.plant}.`, [
      { pointer: '/data/plant', detail: `not ${own}` },
    ]);
  if (!(await isNews(tx, data, telling))) return;
  await endBefore(tx, topology, data, telling);
  const trigger = topology.triggers.find((one) => fits(one, data));
  if (trigger) await hold(tx, topology, trigger, data, telling);
}

type State = InboundData<'mes.equipment.state-changed.v1'>;

const fits = (trigger: Trigger, { state, plant, workCentre }: State): boolean =>
  trigger.state === state &&
  (trigger.plant ?? plant) === plant &&
  (trigger.workCentre ?? workCentre) === workCentre;

/** Keeps the state, unless it was told before. */
async function isNews(tx: Tx, { plant, workCentre, since, state }: State, { system, now }: Telling) {
  const added = await tx.query({
    name: 'equipment-state-add',
    text: `insert into equipment_state (plant, work_centre, since, state, system, recorded_at) values ($1, $2, $3, $4, $5, $6)
           on conflict do nothing returning 1`,
    values: [plant, workCentre, since, state, system, now],
  });
  return added.rows.length > 0;
}

/** The state before it is over: the window of the hold that was placed for that closes here. */
async function endBefore(tx: Tx, topology: Topology, data: State, { who, now }: Telling): Promise<void> {
  const { plant, workCentre, state, since } = data;
  const before = await tx.query<{ state: string; hold: string }>({
    name: 'equipment-state-before',
    text: `select before.state, before.hold from equipment_state before join hold on hold.id = before.hold
           where before.plant = $1 and before.work_centre = $2 and before.since <= $3 and before.state <> $4 and hold.state <> 'closed'
             and exists (select from scope_rule rule where rule.hold = hold.id and rule.kind = 'work-centre' and rule.subject = $2
               and (rule.ended_at is null or rule.to_at > $3))
           order by before.since, before.hold`,
    values: [plant, workCentre, since, state],
  });
  for (const { state: ended, hold: id } of before.rows)
    await endFollowing(
      tx,
      topology,
      await openHold(tx, id),
      {
        workCentres: [{ id: workCentre, to: since }],
        reason: `${workCentre} is ${state} since ${since}, and ${ended} no more; what it made until then stays held`,
      },
      who,
      now,
    );
}

async function hold(
  tx: Tx,
  topology: Topology,
  { severity, reason, lookBackHours }: Trigger,
  { plant, workCentre, state, since }: State,
  { who, now }: Telling,
): Promise<void> {
  const from = new Date(Date.parse(since) - lookBackHours * HOUR_MS).toISOString();
  const to = await endOf(tx, plant, workCentre, state, since);
  const { id } = await placeHold(
    tx,
    topology,
    {
      nonconformance: null,
      plant,
      detectedAt: now.toISOString(),
      scope: { workCentres: [{ id: workCentre, from, to }], future: true },
      reason: { ...reason, text: `${reason.text} (${state} since ${since})` },
      severity,
      releaseCondition: null,
    },
    who,
    now,
    null,
  );
  await tx.query({
    name: 'equipment-state-hold',
    text: 'update equipment_state set hold = $5 where plant = $1 and work_centre = $2 and since = $3 and state = $4',
    values: [plant, workCentre, since, state, id],
  });
}

/** When another state began, as far as it was told; null: this one lasts. */
async function endOf(tx: Tx, plant: string, workCentre: string, state: string, since: string) {
  const next = await tx.query<{ since: Date | null }>({
    name: 'equipment-state-after',
    text: 'select min(since) as since from equipment_state where plant = $1 and work_centre = $2 and since >= $4 and state <> $3',
    values: [plant, workCentre, state, since],
  });
  return next.rows[0]?.since?.toISOString() ?? null;
}
