import { z } from 'zod';
import { Stock } from '../../contracts/material';
import { UNITS } from '../../contracts/quantity';
import { TracedMove, TracedOrder } from '../../contracts/recall-drill';
import type { LotFacts } from '../../domain/recall-report';
import type { Tx } from '../pool';
import { decimal, quantity, utc } from '../view';

/** What was told of these lots ($1) and not taken back, each occurrence once. */
const IN_FORCE = `
  with told as (
    select min(fact.id) as id from material_fact fact where fact.occurrence in (
      select named.occurrence from material_line line join material_fact named on named.id = line.fact where line.lot = any($1))
    group by fact.occurrence having sum(fact.sign) > 0
  ), fact as (
    select material_fact.* from told join material_fact using (id)
  ), line as (
    select fact.system, fact.kind, fact.plant, fact.production_order, fact.reference, fact.customer, fact.occurred_at, line.side, line.lot, line.quantity, line.unit
    from fact join material_line line on line.fact = fact.id where line.lot = any($1)
  )`;

const LotRow = z.object({
  lot: z.string(),
  item: z.string(),
  unit: z.enum(UNITS),
  quantity: z.string(),
  supplier: z.string().nullable(),
  supplierLot: z.string().nullable(),
  stock: z.array(Stock),
  holds: z.array(z.string()),
  told: z.array(z.object({ system: z.string(), made: z.string(), consumed: z.string() })),
  scrapped: z.string(),
  returned: z.string(),
});

/** What went into something else or came out of it: received is by an ERP's word, the others by a MES's. */
const FLOW = `select lot, system,
    coalesce(sum(quantity) filter (where side = 'out' and kind in ('received', 'consumed', 'split', 'merged')), 0) as made,
    coalesce(sum(quantity) filter (where side = 'in' and kind in ('consumed', 'split', 'merged')), 0) as consumed
  from line group by lot, system`;

/** Dispositions by which pieces left the lot, carried out. */
const decided = (decision: string) =>
  `coalesce((select sum(d.quantity) from disposition d where d.lot = lot.lot and d.state = 'verified' and d.decision = '${decision}'), 0)`;

/** Each lot with where it lies, which holds cover it, and what was told of it. */
export async function lotsOf(tx: Tx, lots: readonly string[]): Promise<Omit<LotFacts, 'trace' | 'depth'>[]> {
  const found = await tx.query<{ lot: unknown }>({
    name: 'recall-lots',
    text: `${IN_FORCE}, flow as (${FLOW})
      select jsonb_build_object('lot', lot.lot, 'item', item, 'unit', unit, 'quantity', ${decimal('quantity')}, 'supplier', supplier, 'supplierLot', supplier_lot,
        'stock', coalesce((select jsonb_agg(jsonb_build_object('plant', s.plant, 'location', s.location, 'quantity', ${decimal('s.quantity')}, 'owner', s.owner,
          'special', s.special) order by s.plant, s.location) from stock s where s.lot = lot.lot and s.quantity > 0), '[]'),
        'holds', array(select hold.id from hold_lot join hold on hold.id = hold_lot.hold where hold_lot.lot = lot.lot and covers and hold.state <> 'closed' order by 1),
        'told', coalesce((select jsonb_agg(jsonb_build_object('system', system, 'made', ${decimal('made')}, 'consumed', ${decimal('consumed')}) order by system)
          from flow where flow.lot = lot.lot), '[]'),
        'scrapped', ${decimal(`(${decided('scrap')} + coalesce((select sum(line.quantity) from line where line.lot = lot.lot and kind = 'scrapped'), 0))`)},
        'returned', ${decimal(`(${decided('return-to-supplier')})`)}) as lot
      from lot where lot.lot = any($1)`,
    values: [lots],
  });
  return found.rows.map((row) => LotRow.parse(row.lot));
}

/** What has left by shipments. */
export async function shippedOf(tx: Tx, lots: readonly string[]): Promise<TracedMove[]> {
  const found = await tx.query<{ move: unknown }>({
    name: 'recall-shipped',
    text: `${IN_FORCE}
      select jsonb_build_object('lot', lot, 'quantity', ${quantity('sum(quantity)', 'min(unit)')}, 'kind', 'shipped', 'reference', reference,
        'customer', min(customer), 'system', system, 'at', ${utc('min(occurred_at)')}) as move
      from line where kind = 'shipped' and side = 'in' group by lot, reference, system`,
    values: [lots],
  });
  return found.rows.map((row) => TracedMove.parse(row.move));
}

/** Orders that used or made these lots. */
export async function ordersOf(tx: Tx, lots: readonly string[]): Promise<z.infer<typeof TracedOrder>[]> {
  const found = await tx.query<{ order: unknown }>({
    name: 'recall-orders',
    text: `${IN_FORCE}
      select jsonb_build_object('order', production_order, 'plant', plant,
        'consumed', coalesce(jsonb_agg(distinct lot) filter (where side = 'in'), '[]'),
        'produced', coalesce(jsonb_agg(distinct lot) filter (where side = 'out'), '[]')) as order
      from line where production_order is not null group by production_order, plant order by production_order`,
    values: [lots],
  });
  return found.rows.map((row) => TracedOrder.parse(row.order));
}
