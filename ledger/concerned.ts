import { z } from 'zod';
import { OrderLine, ShipmentLine } from '../contracts/blast-radius';
import type { Tx } from './pool';
import { list, quantity } from './view';

const LEDGER = "'system', 'interlock'";

/** Facts that name these lots ($1) and were not taken back, each occurrence once. */
const FACTS = `
  with told as (
    select min(fact.id) as id from material_fact fact where fact.occurrence in (
      select named.occurrence from material_line line join material_fact named on named.id = line.fact where line.lot = any($1))
    group by fact.occurrence having sum(fact.sign) > 0
  ), line as (
    select fact.kind, fact.plant, fact.production_order, fact.reference, fact.customer, line.side, line.lot, line.unit, line.quantity
    from told join material_fact fact using (id) join material_line line on line.fact = fact.id where line.lot = any($1)
  )`;

/** What the ledger knows of an order's end; null where it knows neither. */
const OPEN = `case
  when exists (select from order_progress p where p.order_id = used.name and p.state = 'completed')
    or exists (select from production_order p where p.id = used.name and p.state in ('cancelled', 'completed')) then false
  when exists (select from production_order p where p.id = used.name) then true end`;

/** Production orders that made, used or are to use these lots, as the ledger was told. */
export async function ordersConcerned(tx: Tx, lots: readonly string[]): Promise<OrderLine[]> {
  const found = await tx.query<{ lines: unknown }>({
    name: 'orders-concerned',
    text: `${FACTS}, used as (
        select production_order as name, plant, case side when 'out' then 'makes' else 'consumes' end as use, lot, unit, sum(quantity) as quantity
        from line where kind = 'consumed' and production_order is not null group by 1, 2, 3, 4, 5
        union all
        select dispatch.order_id, dispatch.plant, 'reserves', kept.lot, lot.unit, kept.quantity
        from order_reservation kept join order_dispatch dispatch on dispatch.id = kept.dispatch join lot on lot.lot = kept.lot
        where kept.lot = any($1) and dispatch.state not in ('completed', 'refused', 'cancelled')
      ) select ${list(`jsonb_build_object('order', used.name, 'plant', used.plant, 'use', used.use, 'lot', used.lot,
          'quantity', ${quantity('used.quantity', 'used.unit')}, 'open', ${OPEN}, ${LEDGER}) order by used.name, used.use, used.lot) from used`)} as lines`,
    values: [lots],
  });
  return z.array(OrderLine).parse(found.rows[0]?.lines);
}

/** Shipments that took, or may take, of these lots, as the ledger was told. */
export async function shipmentsConcerned(tx: Tx, lots: readonly string[]): Promise<ShipmentLine[]> {
  const found = await tx.query<{ lines: unknown }>({
    name: 'shipments-concerned',
    text: `${FACTS}, taken as (
        select reference as name, kind as step, customer, lot, unit, sum(quantity) as quantity
        from line where kind in ('picked', 'loaded', 'shipped') and reference is not null group by 1, 2, 3, 4, 5
        union all
        select promise.shipment, 'authorized', promise.customer, line.lot, line.unit, line.quantity - line.shipped
        from shipment_authorization_line line join shipment_authorization promise using (id)
        where line.lot = any($1) and promise.state = 'authorized' and line.shipped < line.quantity
      ) select ${list(`jsonb_build_object('shipment', taken.name, 'step', taken.step, 'customer', taken.customer, 'lot', taken.lot,
          'quantity', ${quantity('taken.quantity', 'taken.unit')}, ${LEDGER}) order by taken.name, taken.lot, taken.step) from taken`)} as lines`,
    values: [lots],
  });
  return z.array(ShipmentLine).parse(found.rows[0]?.lines);
}
