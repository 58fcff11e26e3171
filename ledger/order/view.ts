import type { Pool } from 'pg';
import type { OrderState, ProductionOrder } from '../../contracts/production-order';
import type { Tx } from '../pool';
import { decimal, list, TARGET, utc } from '../view';
import { linksOf, type Links } from '../links';
import { pageOf, type Page } from '../page';

/** Lots that are kept for the order, that it has consumed, or that it has made. */
const LOTS = `select lot from order_reservation where dispatch = o.id
  union select line.lot from material_fact fact join material_line line on line.fact = fact.id
    where fact.production_order = o.order_id and (fact.plant is null or fact.plant = o.plant)`;

/** Who holds one of them, or the order itself. */
const BLOCKING = `select hold, lot from hold_lot where covers and lot in (${LOTS})
  union select rule.hold, null from scope_rule rule where rule.subject = o.order_id and rule.kind = 'order' and rule.plant = o.plant and rule.to_at is null`;

/** Where the order is begun: as the ERP says, or the first work centre of its routing that the plant has. */
const WORK_CENTRE = `coalesce(o.planned->>'workCentre', (select centre.id from jsonb_array_elements(o.planned->'routing') with ordinality operation (step, number)
    cross join jsonb_array_elements_text(operation.step->'workCentres') with ordinality centre (id, number)
    where exists (select from jsonb_array_elements(o.floor->'workCentres') here where here.value->>'id' = centre.id)
    order by operation.number, centre.number limit 1))`;

const ORDER = `jsonb_build_object('id', o.id, 'transaction', o.transaction, 'state', o.state, 'order', jsonb_build_object('system', o.order_system, 'id', o.order_id),
  'plant', o.plant, 'item', o.planned->'item', 'revision', o.planned->'revision',
  'quantity', case when o.planned is not null then jsonb_build_object('value', o.planned->'quantity', 'unit', o.planned->'unit') end,
  'due', o.planned->'due', 'workCentre', ${WORK_CENTRE},
  'reservations', ${list(`jsonb_build_object('lot', r.lot, 'quantity', ${decimal('r.quantity')}) order by r.lot) from order_reservation r where r.dispatch = o.id`)},
  'findings', o.findings, 'waitsFor', o.waits_for,
  'blockedBy', ${list(`jsonb_build_object('hold', hold.id, 'lot', blocking.lot, 'reason', hold.reason_code) order by hold.id, blocking.lot)
      from (${BLOCKING}) blocking join hold on hold.id = blocking.hold where hold.state <> 'closed'`)},
  'progress', (select jsonb_build_object('state', p.state, 'good', ${decimal('p.good')}, 'scrapped', ${decimal('p.scrapped')}) from order_progress p where p.plant = o.plant and p.order_id = o.order_id),
  'targets', ${list(`${TARGET} order by t.id) from stake k join target t on t.id = k.target where k.transaction = o.transaction`)},
  'requestedBy', jsonb_build_object('id', o.requested_by_id, 'name', o.requested_by_name), 'requestedAt', ${utc('o.requested_at')},
  'releasedAt', ${utc('o.released_at')}, 'startedAt', ${utc('o.started_at')}, 'endedAt', ${utc('o.ended_at')})`;

type Shown = Omit<ProductionOrder, 'links'>;
const link = (shown: Shown, links: Links): ProductionOrder => ({
  ...shown,
  links: linksOf(links, `production-order/${shown.id}`, shown.transaction),
});

export async function viewOrder(tx: Tx, id: string, links: Links): Promise<ProductionOrder | null> {
  const found = await tx.query<{ shown: Shown }>({
    name: 'order-view',
    text: `select ${ORDER} as shown from order_dispatch o where o.id = $1`,
    values: [id],
  });
  const shown = found.rows[0]?.shown;
  return shown ? link(shown, links) : null;
}

export interface OrderFilter {
  readonly state?: OrderState | undefined;
  readonly plant?: string | undefined;
  /** The order's number in the ERP. */
  readonly order?: string | undefined;
  readonly item?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Newest first. */
export async function listOrders(
  pool: Pool,
  filter: OrderFilter,
  links: Links,
): Promise<Page<ProductionOrder>> {
  const found = await pool.query<{ shown: Shown }>({
    name: 'order-list',
    text: `select ${ORDER} as shown from order_dispatch o
           where ($1::text is null or o.state = $1) and ($2::text is null or o.plant = $2) and ($3::text is null or o.order_id = $3)
             and ($4::text is null or o.planned->>'item' = $4)
             and ($5::text is null or (o.requested_at, o.id) < (select requested_at, id from order_dispatch where id = $5))
           order by o.requested_at desc, o.id desc limit $6`,
    values: [
      filter.state ?? null,
      filter.plant ?? null,
      filter.order ?? null,
      filter.item ?? null,
      filter.cursor ?? null,
      filter.limit + 1,
    ],
  });
  return pageOf(found.rows, filter.limit, ({ shown }) => link(shown, links));
}

export type OrderProgressView = Pick<ProductionOrder, 'plant' | 'transaction' | 'state'>;

/** Where a dispatch stands, cheaply: for those who wait. */
export async function orderProgress(pool: Pool, id: string): Promise<OrderProgressView | null> {
  const found = await pool.query<OrderProgressView>({
    name: 'order-dispatch-progress',
    text: 'select plant, transaction, state from order_dispatch where id = $1',
    values: [id],
  });
  return found.rows[0] ?? null;
}

/** Seconds from the acceptance of each order until its MES was read back to have it. */
export async function releaseLatencies(pool: Pool): Promise<{ plant: string; seconds: number }[]> {
  const found = await pool.query<{ plant: string; seconds: number }>({
    name: 'order-release-latencies',
    text: 'select plant, extract(epoch from released_at - requested_at)::float8 as seconds from order_dispatch where released_at is not null',
  });
  return found.rows;
}
