import { DateTime } from 'luxon';
import { z } from 'zod';
import type { OrderFinding, PlannedOrder, ShopFloor } from '../../contracts/production-order';
import { RevisionPackage } from '../../contracts/revision';
import type { Topology } from '../../contracts/topology';
import { isWorked } from '../../domain/calendar';
import { observe } from '../../domain/gate-observe';
import { checkOrder, type MaterialFact } from '../../domain/order-checks';
import { releasability } from '../gate';
import type { Tx } from '../pool';
import type { OrderRow } from './row';
import { mesOf } from './targets';

export interface Judgement {
  readonly findings: OrderFinding[];
  /** A change has decided that the order is finished on its old revision. */
  readonly finishOnOld: boolean;
}

/** What stands in the way of an order at its plant, by what ERP and MES have said and by what the ledger knows now. */
export async function judge(
  tx: Tx,
  topology: Topology,
  row: OrderRow,
  planned: PlannedOrder,
  floor: ShopFloor,
  now: Date,
): Promise<Judgement> {
  const plant = topology.plants[row.plant];
  const known = await revisionAt(tx, planned, row);
  const findings = checkOrder({
    erp: row.order_system,
    mes: mesOf(topology, row.plant),
    plant: row.plant,
    planned,
    floor,
    active: known.active,
    activating: known.activating,
    finishOnOld: known.finish_on_old,
    held: known.held,
    released: known.package ?? planned.master,
    material: await materialOf(tx, topology, row, planned, now),
    works: !plant || isWorked(DateTime.fromJSDate(now, { zone: plant.timeZone }), plant),
    rules: topology.orders,
  });
  return { findings, finishOnOld: known.finish_on_old };
}

const Known = z.object({
  active: z.string().nullable(),
  activating: z.string().nullable(),
  finish_on_old: z.boolean(),
  held: z.array(z.string()),
  package: RevisionPackage.nullable(),
});

/** What the plant builds of the item, what is being activated there, what a change says of the order and its revision, and who holds the order. */
async function revisionAt(
  tx: Tx,
  { item, revision }: PlannedOrder,
  { order_id, plant }: OrderRow,
): Promise<z.infer<typeof Known>> {
  const found = await tx.query({
    name: 'order-revision-known',
    text: `select (select revision from item_revision where item = $1 and plant = $2 order by since desc limit 1) as active,
             (select change_id from change join change_plant on change_plant.change = change.id join change_item on change_item.change = change.id
              where change_item.item = $1 and change_plant.plant = $2 and change_plant.state = 'activating' limit 1) as activating,
             exists (select from affected where object = 'order' and id = $4 and plant = $2 and decision = 'finish-on-old') as finish_on_old,
             array(select distinct hold.id from scope_rule rule join hold on hold.id = rule.hold
              where rule.subject = $4 and rule.kind = 'order' and rule.plant = $2 and rule.to_at is null and hold.state <> 'closed' order by 1) as held,
             (select line.value from change join change_plant on change_plant.change = change.id
                cross join jsonb_array_elements(change.package->'items') line
              where change_plant.plant = $2 and change_plant.state = 'active' and line.value->>'item' = $1 and line.value->>'to' = $3
              order by change_plant.active_at desc limit 1) as package`,
    values: [item, plant, revision, order_id],
  });
  return Known.parse(found.rows[0]);
}

/** What the plant's own gate says of each lot that is kept for the order. */
async function materialOf(
  tx: Tx,
  topology: Topology,
  row: OrderRow,
  { reservations }: PlannedOrder,
  now: Date,
): Promise<MaterialFact[]> {
  const facts: MaterialFact[] = [];
  for (const { lot, quantity } of reservations) {
    const answer = await releasability(
      tx,
      topology,
      {
        lot,
        plant: row.plant,
        action: 'consume',
        purpose: 'production',
        quantity,
        to: null,
        order: row.order_id,
        customer: null,
      },
      null,
      now,
    );
    const isLive = topology.plants[row.plant]?.gate !== 'observe';
    const { releasable, blockedBy } = isLive ? answer : observe(answer, quantity);
    facts.push({ lot, releasable, blockedBy: blockedBy.map((one) => ('hold' in one ? one.hold : one.rule)) });
  }
  return facts;
}
