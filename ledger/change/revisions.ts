import type { Assessment, OpenObject } from '../../contracts/assessment';
import type { ItemRevision, Specification } from '../../contracts/engineering-change';
import type { InspectionPlan } from '../../contracts/revision';
import type { Pool } from 'pg';
import { learnGauges } from '../inspection/specify';
import type { Tx } from '../pool';

/** Learns from what a system says: the revision that a plant builds where none is known yet, plans, and open orders. */
export async function learn(tx: Tx, plant: string, assessment: Assessment, now: Date): Promise<void> {
  const active = assessment.items.filter((fact) => fact.active !== null);
  await tx.query({
    name: 'item-revision-learn',
    text: `insert into item_revision (item, plant, revision, since)
           select item, $2, revision, $4 from unnest($1::text[], $3::text[]) as said (item, revision)
           where not exists (select from item_revision known where known.item = said.item and known.plant = $2)`,
    values: [active.map(({ item }) => item), plant, active.map((fact) => fact.active), now],
  });
  if (assessment.gauges) await learnGauges(tx, assessment.system, assessment.gauges);
  for (const { item, revision, plan } of assessment.plans)
    await learnPlan(tx, item, revision, plan, assessment.system);
  for (const order of assessment.objects.filter(({ object }) => object === 'order'))
    await learnOrder(tx, plant, order, 'open', now);
}

/** The plan of a revision, as who owns it gives it. */
export async function learnPlan(
  tx: Tx,
  item: string,
  revision: string,
  plan: InspectionPlan,
  source: string,
): Promise<void> {
  await tx.query({
    name: 'specification-learn',
    text: 'insert into specification (item, revision, plan, source) values ($1, $2, $3, $4) on conflict (item, revision) do update set plan = excluded.plan, source = excluded.source',
    values: [item, revision, plan, source],
  });
}

/** A production order keeps its revision: what is known of it is not changed by what is said later (E6). */
export async function learnOrder(
  tx: Tx,
  plant: string,
  { id, item, revision, unit, quantity }: Pick<OpenObject, 'id' | 'item' | 'revision' | 'unit' | 'quantity'>,
  state: string,
  now: Date,
): Promise<void> {
  await tx.query({
    name: 'order-learn',
    text: `insert into production_order (id, plant, item, revision, unit, quantity, state, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
           on conflict (id) do update set quantity = excluded.quantity, state = excluded.state, updated_at = excluded.updated_at`,
    values: [id, plant, item, revision, unit, quantity, state, now],
  });
}

/** From now on the plant builds that revision. */
export async function recordRevision(
  tx: Tx,
  item: string,
  plant: string,
  revision: string,
  change: string,
  now: Date,
): Promise<void> {
  await tx.query({
    name: 'item-revision-record',
    text: 'insert into item_revision (item, plant, revision, since, change) values ($1, $2, $3, $4, $5) on conflict (item, plant, since) do update set revision = excluded.revision, change = excluded.change',
    values: [item, plant, revision, now, change],
  });
}

/** Whether a plant's items still have to be asked for. */
export async function unknownItems(pool: Pool, plant: string, items: readonly string[]): Promise<string[]> {
  const found = await pool.query<{ item: string }>({
    name: 'item-revision-unknown',
    text: `select item from unnest($1::text[]) as wanted (item) where not exists (select from item_revision known where known.item = wanted.item and known.plant = $2)`,
    values: [items, plant],
  });
  return found.rows.map(({ item }) => item);
}

/**
 * What a plant builds of an item: for an order, the revision that the order keeps (E6); for an instant to come, what is dated
 * to then. Not buildable from the pivot of a change to its last observation. Null: nobody has said.
 */
export async function itemRevision(
  pool: Pool,
  item: string,
  plant: string,
  order: string | null,
  at: Date | null,
  now: Date,
): Promise<ItemRevision | null> {
  if (order !== null) return orderRevision(pool, item, plant, order);
  const found = await pool.query<{
    revision: string;
    activating: string | null;
    planned: string | null;
    planned_by: string | null;
  }>({
    name: 'item-revision-now',
    text: `select revision,
             (select change_id from change join change_plant on change_plant.change = change.id join change_item on change_item.change = change.id
              where change_item.item = $1 and change_plant.plant = $2 and change_plant.state = 'activating' limit 1) as activating,
             planned.to_revision as planned, planned.change_id as planned_by
           from item_revision left join lateral (
             select to_revision, change_id from change join change_plant on change_plant.change = change.id join change_item on change_item.change = change.id
             where change_item.item = $1 and change_plant.plant = $2 and change_plant.state in ('staging', 'staged') and due_at <= $3 limit 1) planned on $3 > $4
           where item_revision.item = $1 and item_revision.plant = $2 and since <= greatest($3, (select min(since) from item_revision first where first.item = $1 and first.plant = $2))
           order by since desc limit 1`,
    values: [item, plant, at ?? now, now],
  });
  const row = found.rows[0];
  if (!row) return null;
  if (row.planned !== null)
    return {
      item,
      plant,
      revision: row.planned,
      buildable: true,
      reason: `by then ${row.planned_by} is to be active`,
    };
  const closed = row.activating !== null && (at === null || at >= now);
  return {
    item,
    plant,
    revision: row.revision,
    buildable: !closed,
    reason: closed ? `${row.activating} is being activated: no new order is started until it is` : null,
  };
}

async function orderRevision(
  pool: Pool,
  item: string,
  plant: string,
  order: string,
): Promise<ItemRevision | null> {
  const found = await pool.query<{ revision: string; state: string }>({
    name: 'order-revision',
    text: 'select revision, state from production_order where id = $1 and item = $2 and plant = $3',
    values: [order, item, plant],
  });
  const row = found.rows[0];
  if (!row) return null;
  return {
    item,
    plant,
    revision: row.revision,
    buildable: row.state !== 'cancelled',
    reason: `${order} keeps revision ${row.revision} from creation to close`,
  };
}

/** Characteristics and limits of a revision; of the one that the plant builds where none is named. */
export async function specification(
  pool: Pool,
  item: string,
  revision: string | null,
  plant: string | null,
): Promise<Specification | null> {
  const found = await pool.query<{ revision: string; plan: InspectionPlan }>({
    name: 'specification-of',
    text: `select revision, plan from specification
           where item = $1 and revision = coalesce($2, (select revision from item_revision where item = $1 and ($3::text is null or plant = $3) order by since desc limit 1))`,
    values: [item, revision, plant],
  });
  const row = found.rows[0];
  if (!row) return null;
  const { characteristics, ...plan } = row.plan;
  return { item, revision: row.revision, plant, plan, characteristics };
}
