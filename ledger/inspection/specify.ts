import { z } from 'zod';
import { itemOf } from '../../config/systems';
import { InspectionPlan } from '../../contracts/revision';
import type { Tx } from '../pool';

const Specified = z.object({ revision: z.string().nullable(), plan: InspectionPlan.nullable() });
export type Specified = z.infer<typeof Specified>;

/**
 * The lot's own revision and its plan (E6): of the order that made the lot, else of the order that it is inspected for where
 * that makes the item, else what the plant built when the lot was first told of. Material from before anybody told of it is of
 * the earliest revision that is known. Null: nobody has said.
 */
export async function specify(
  tx: Tx,
  about: { readonly lot: string; readonly plant: string; readonly order: string | null },
): Promise<Specified> {
  const found = await tx.query({
    name: 'inspection-specify',
    text: `with told as (
             select fact.production_order, fact.plant, fact.occurred_at from material_line line join material_fact fact on fact.id = line.fact
             where line.lot = $1 and fact.sign = 1 and fact.kind in ('received', 'consumed', 'split', 'merged')
               and (line.side = 'out' or fact.kind = 'received')
             order by fact.occurred_at, fact.id limit 1
           ), own as (
             select coalesce(
               (select revision from production_order join told on told.production_order = production_order.id where item = $2),
               (select revision from production_order where id = $4 and item = $2),
               (select revision from item_revision where item = $2 and plant = coalesce((select plant from told), $3) and since <= (select occurred_at from told) order by since desc limit 1),
               (select revision from item_revision where item = $2 and plant = $3 order by since limit 1)) as revision
           )
           select own.revision, specification.plan from own left join specification on specification.item = $2 and specification.revision = own.revision`,
    values: [about.lot, itemOf(about.lot), about.plant, about.order],
  });
  return Specified.parse(found.rows[0]);
}

/** Gauges that a QMS has been read to call fit for use. */
export async function fitGauges(tx: Tx, system: string): Promise<ReadonlySet<string>> {
  const found = await tx.query<{ gauge: string }>({
    name: 'gauge-fit',
    text: 'select gauge from gauge where system = $1',
    values: [system],
  });
  return new Set(found.rows.map(({ gauge }) => gauge));
}

/** What a QMS calls fit for use now; what it no longer names is not. */
export async function learnGauges(tx: Tx, system: string, gauges: readonly string[]): Promise<void> {
  await tx.query({
    name: 'gauge-forget',
    text: 'delete from gauge where system = $1 and not gauge = any($2)',
    values: [system, gauges],
  });
  await tx.query({
    name: 'gauge-learn',
    text: 'insert into gauge (system, gauge) select $1, gauge from unnest($2::text[]) gauge on conflict do nothing',
    values: [system, [...new Set(gauges)].sort()],
  });
}
