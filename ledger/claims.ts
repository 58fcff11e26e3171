import { itemAt, itemOf } from '../config/systems';
import { Amendment } from '../contracts/exception';
import { DECISIONS } from '../contracts/disposition';
import type { InspectionAsk } from '../contracts/inspection';
import { NativeStatus } from '../contracts/material';
import type { OrderAsk } from '../contracts/production-order';
import { InspectionPlan, type RevisionAsk } from '../contracts/revision';
import { IdentifiedBy } from '../contracts/hold';
import type { Batch, Errand } from '../contracts/step';
import type { SystemRole, Topology } from '../contracts/topology';
import type { Mode } from '../contracts/result';
import { claim, restored } from '../domain/targets';
import { z } from 'zod';
import { lockDue } from './due';
import type { Tx } from './pool';
import { CONTAINING } from './recompute';
import { saveTargets, type StoredTarget } from './targets';

/** Batches of one system that one saga may have in flight: enough to keep it busy, few enough for Temporal's payloads. */
const IN_FLIGHT = 3;
/** What contains is asked first, what tidies after it. */
const ORDER: readonly SystemRole[] = [...CONTAINING, 'qms', 'plm'];

/** On whose behalf targets are claimed. */
export interface Claimant {
  readonly id: string;
  readonly transaction: string;
  readonly reason: { readonly code: string; readonly text: string };
  readonly nonconformance: { readonly system: string; readonly id: string } | null;
  /** Only targets of this plant are claimed; null: all that the transaction has a stake in. */
  readonly plant: string | null;
  /** What is asked of an item's target; null where nothing is asked of items. */
  readonly revisionOf: ((target: StoredTarget) => RevisionAsk) | null;
  /** What QMS and MES are told, where an inspection asks. */
  readonly inspectionOf?: (target: StoredTarget) => InspectionAsk;
  /** What MES and ERP are told, where a production order asks. */
  readonly orderOf?: () => OrderAsk;
  /** Order within one system; targets are in the order of their names otherwise. */
  readonly order?: (a: StoredTarget, b: StoredTarget) => number;
}

/**
 * Claims what is due of all that the transaction has a stake in, in H3's order, in batches as large as each system takes. A
 * repeated attempt at a step gives out what the step has claimed.
 */
export async function claimDue(
  tx: Tx,
  topology: Topology,
  claimant: Claimant,
  step: string,
  now: number,
): Promise<Batch[]> {
  const due = await lockDue(tx, claimant, step, now);
  if (due.length === 0) return [];
  const busy = await inFlight(tx, claimant.transaction, step, now);
  const lots = await describe(
    tx,
    due.map(({ target }) => target),
  );
  const groups = new Map<
    string,
    { system: string; required: boolean; mode: Mode; deadline: number | null; targets: StoredTarget[] }
  >();
  const claimed: StoredTarget[] = [];
  for (const { target, required } of due) {
    const system = topology.systems[target.system];
    if (!system) continue;
    const taken = busy.get(target.system) ?? 0;
    if (taken >= system.batch * IN_FLIGHT) continue;
    busy.set(target.system, taken + 1);
    const taking = claim(target.state, claimant.transaction, step, now, topology.freeDeadlineSeconds * 1000);
    const stored = { ...target, state: taking.target };
    claimed.push(stored);
    const key = `${target.system} ${required} ${taking.mode}`;
    const group = groups.get(key) ?? {
      system: target.system,
      required,
      mode: taking.mode,
      deadline: taking.deadline,
      targets: [],
    };
    group.targets.push(stored);
    groups.set(key, group);
  }
  await saveTargets(tx, claimed);
  return [...groups.values()]
    .sort(
      (a, b) =>
        Number(b.required) - Number(a.required) || rank(topology, a.system) - rank(topology, b.system),
    )
    .flatMap(({ targets, ...group }) =>
      chunks(
        claimant.order ? targets.sort(claimant.order) : targets,
        topology.systems[group.system]?.batch ?? 1,
      ).map((chunk) => ({
        ...group,
        patienceMs: (topology.systems[group.system]?.patienceSeconds ?? 30) * 1000,
        timeoutMs: topology.systems[group.system]?.timeoutMs ?? 2_000,
        hold: claimant.id,
        transaction: claimant.transaction,
        reason: claimant.reason,
        nonconformance: claimant.nonconformance,
        errands: chunk.map((target) => errand(topology, target, lots.get(target.id), claimant)),
      })),
    );
}

/** Errands to these targets as they are; nothing is claimed by it. */
export async function errandsTo(
  tx: Tx,
  topology: Topology,
  targets: readonly StoredTarget[],
  revisionOf: NonNullable<Claimant['revisionOf']>,
): Promise<Errand[]> {
  const about = await describe(tx, targets);
  return targets.map((target) => errand(topology, target, about.get(target.id), { revisionOf }));
}

function errand(
  topology: Topology,
  target: StoredTarget,
  about: Description | undefined,
  { revisionOf, inspectionOf, orderOf }: Pick<Claimant, 'revisionOf' | 'inspectionOf' | 'orderOf'>,
): Errand {
  const { state } = target;
  const order = orderOf?.();
  const owns = topology.systems[target.system]?.roles.includes('erp') ?? false;
  return {
    target: target.id,
    subject: target.subject,
    desired: state.desired,
    whole: state.whole,
    generation: state.generation,
    token: state.token,
    restore: restored(state.prior, owns ? (about?.native ?? null) : null),
    item: order?.item ?? itemOfTarget(target),
    lot: target.lot ?? '',
    unit: about?.unit ?? 'EA',
    plant: target.plant,
    quarantine: topology.plants[target.plant]?.quarantine ?? '',
    ...(about?.parts ? { parts: about.parts } : {}),
    ...(about?.amendment ? { amendment: about.amendment } : {}),
    disposition: about?.disposition ?? null,
    ...(revisionOf && target.subject.kind === 'item' ? { revision: revisionOf(target) } : {}),
    ...(inspectionOf ? { inspection: inspectionOf(target) } : {}),
    ...(order ? { order } : {}),
  };
}

const itemOfTarget = ({ lot, subject }: StoredTarget) =>
  lot !== null ? itemOf(lot) : subject.kind === 'order' ? '' : itemAt(subject.id).item;

async function inFlight(
  tx: Tx,
  transaction: string,
  step: string,
  now: number,
): Promise<Map<string, number>> {
  const found = await tx.query<{ system: string; count: number }>({
    name: 'claim-in-flight',
    text: `select target.system, count(*) as count from stake join target on target.id = stake.target
           where stake.transaction = $1 and target.lease_owner = $1 and target.lease_until > $2 and target.lease_step <> $3 group by 1`,
    values: [transaction, new Date(now), step],
  });
  return new Map(found.rows.map((row) => [row.system, row.count]));
}

/** A sort under a hold that waits for a change is by the plan that the change brings. */
const SORTED_TO = `(select jsonb_build_object('revision', item.value->>'to', 'plan', item.value->'plan')
  from hold join change on change.change_system = hold.release_condition->'change'->>'system' and change.change_id = hold.release_condition->'change'->>'id'
  cross join jsonb_array_elements(change.package->'items') item
  where hold.id = disposition.hold and item.value->>'item' = split_part(disposition.lot, ':', 1) and item.value->'plan' <> 'null' order by change.requested_at desc limit 1)`;

const Description = z.object({
  id: z.string(),
  unit: z.string().nullable(),
  amendment: Amendment.nullable(),
  /** Of a lot, what open holds cover a part of. */
  parts: z.array(z.object({ hold: z.string(), by: IdentifiedBy })).nullable(),
  /** The strictest status that the stock's owner gives the lot by itself. */
  native: NativeStatus.nullable(),
  disposition: z
    .object({
      id: z.string(),
      decision: z.enum(DECISIONS),
      quantity: z.string(),
      reference: z.string(),
      output: z.string().nullable(),
      sortedTo: z.object({ revision: z.string(), plan: InspectionPlan }).nullable(),
    })
    .nullable(),
});
type Description = z.infer<typeof Description>;

async function describe(tx: Tx, targets: readonly StoredTarget[]): Promise<Map<string, Description>> {
  const found = await tx.query({
    name: 'claim-describe',
    text: `select target.id, lot.unit, target.amendment,
             (select status from stock where stock.lot = target.lot and stock.quantity > 0
              order by array_position(array['block', 'returns', 'expired', 'inspection', 'unrestricted'], status) limit 1) as native,
             case when target.subject_kind = 'lot' then (select jsonb_agg(jsonb_build_object('hold', hold_lot.hold, 'by', hold_lot.part) order by hold_lot.hold)
               from hold_lot join hold on hold.id = hold_lot.hold and hold.state <> 'closed' where hold_lot.lot = target.lot and hold_lot.covers and hold_lot.part is not null) end as parts,
             case when disposition.id is not null then jsonb_build_object('id', disposition.id, 'decision', disposition.decision,
               'quantity', disposition.quantity::text, 'reference', disposition.reference, 'output', disposition.output,
               'sortedTo', case when disposition.decision = 'sort' then ${SORTED_TO} end) end as disposition
           from target left join lot on lot.lot = target.lot
           left join disposition on target.subject_kind = 'disposition' and disposition.id = target.subject_id
           where target.id = any($1)`,
    values: [targets.map(({ id }) => id)],
  });
  return new Map(found.rows.map((row) => Description.parse(row)).map((row) => [row.id, row]));
}

const rank = (topology: Topology, system: string) =>
  ORDER.findIndex((role) => topology.systems[system]?.roles.includes(role));

function chunks<T>(values: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, index) =>
    values.slice(index * size, (index + 1) * size),
  );
}
