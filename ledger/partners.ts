import type { Pool } from 'pg';
import { z } from 'zod';
import { GenealogyEdge, type Direction, type Genealogy } from '../contracts/genealogy';
import { Certificate, PartnerLot } from '../contracts/partner-lot';
import type { Partner } from '../contracts/policy';
import { genealogyForPartner } from '../domain/partner-view';
import { specify } from './inspection/specify';
import type { Tx } from './pool';
import { reading } from './transaction';
import { decimal, list, quantity, utc } from './view';

/** What happened to a lot by facts of a kind, each occurrence once, what was taken back left out. */
const sumOf = (kind: string, side: 'in' | 'out', which: string) => `
  (select sum(told.quantity) from (
     select min(line.quantity) as quantity from material_line line join material_fact fact on fact.id = line.fact
     where line.lot = lot.lot and line.side = '${side}' and fact.kind = '${kind}' and ${which}
     group by fact.occurrence having sum(fact.sign) > 0) told)`;

/** Of a row of `lot`: how much of it was shipped to the customers $1; null: nothing. */
const SHIPPED = sumOf('shipped', 'in', 'fact.customer = any($1)');
/** Of a row of `lot`: how much of it the suppliers $2 supplied; null: they did not. */
const SUPPLIED = `case when lot.supplier = any($2) then coalesce(${sumOf('received', 'out', 'true')}, lot.quantity) end`;

/** An open hold covers the lot, or pieces that went to these customers under one were not accepted. */
const HELD = `exists (select from hold_lot join hold on hold.id = hold_lot.hold where hold_lot.lot = lot.lot and covers and hold.state <> 'closed')
  or exists (select from residual where residual.lot = lot.lot and residual.customer = any($1) and back < residual.quantity
    and answer ->> 'action' is distinct from 'accept')`;

/** What its owner has not cleared: of what a partner supplied, as what was shipped has left. */
const NOT_CLEARED = `lot.supplier = any($2) and (
  exists (select from stock where stock.lot = lot.lot and stock.quantity > 0 and status <> 'unrestricted')
  or exists (select from inspection where inspection.lot = lot.lot and inspection.state in ('opening', 'open')))`;

const OWN = `jsonb_build_object('lot', lot.lot, 'quantity', ${quantity(`coalesce(${SHIPPED}, ${SUPPLIED})`, 'lot.unit')},
  'state', case when ${HELD} or ${NOT_CLEARED} then 'held' else 'released' end)`;
const IS_OWN = `coalesce(${SHIPPED}, ${SUPPLIED}) is not null`;

const OwnLot = PartnerLot.pick({ lot: true, quantity: true, state: true });
const Found = z.object({
  own: OwnLot,
  item: z.string(),
  plant: z.string().nullable(),
  certificates: z.array(Certificate),
});

/**
 * A lot that was shipped to the partner, or that it supplied.
 * @returns null where the lot is another's as where there is none: one statement says both, so that neither body nor time tell
 */
export const partnerLot = (pool: Pool, partner: Partner, lot: string): Promise<PartnerLot | null> =>
  reading(pool, async (tx) => {
    const found = await tx.query({
      name: 'partner-lot',
      text: `select ${OWN} as own, lot.item,
               (select fact.plant from material_line line join material_fact fact on fact.id = line.fact
                where line.lot = lot.lot and line.side = 'out' and fact.plant is not null order by fact.id limit 1) as plant,
               ${list(`jsonb_build_object('inspection', jsonb_build_object('system', passed.system, 'id', passed.number),
                 'plan', passed.plan, 'revision', passed.revision, 'result', 'pass', 'measuredAt', passed.measured_at) order by passed.measured_at)
                 from (${PASSED}) passed`)} as certificates
             from lot where lot.lot = $3 and ${IS_OWN}`,
      values: [partner.customers, partner.suppliers, lot],
    });
    const row = found.rows[0] === undefined ? null : Found.parse(found.rows[0]);
    if (!row) return null;
    const { revision } = await specify(tx, { lot, plant: row.plant ?? '', order: null });
    return { ...row.own, item: row.item, revision, certificates: row.certificates };
  });

const PASSED = `select inspection.system, inspection.number, inspection.revision, result -> 'measuredAt' as measured_at,
    case when inspection.plan is not null then jsonb_build_object('id', inspection.plan -> 'id', 'version', inspection.plan -> 'version') end as plan
  from inspection join inspection_result on inspection_result.inspection = inspection.id and withdrawn_at is null
  where inspection.lot = lot.lot and inspection.state = 'passed' and inspection.number is not null`;

const Traced = z.object({
  own: z.array(OwnLot),
  edges: z.array(GenealogyEdge.omit({ system: true })),
});

/** What was made of a partner's own lot, or what it was made of, over its own lots alone; null as `partnerLot`. */
export const partnerGenealogy = (
  pool: Pool,
  partner: Partner,
  lot: string,
  direction: Direction,
): Promise<Genealogy | null> =>
  reading(pool, async (tx) => {
    const { own, edges } = await traceOwn(tx, partner, lot, direction);
    return own.length === 0 ? null : genealogyForPartner(lot, direction, own, edges);
  });

async function traceOwn(
  tx: Tx,
  { customers, suppliers }: Partner,
  lot: string,
  direction: Direction,
): Promise<z.infer<typeof Traced>> {
  const [near, far] = direction === 'forward' ? ['parent', 'child'] : ['child', 'parent'];
  const found = await tx.query({
    name: `partner-genealogy-${direction}`,
    text: `with recursive reached (lot) as (
             select lot.lot from lot where lot.lot = $3 and ${IS_OWN}
             union
             select lot.lot from reached join genealogy on genealogy.${near} = reached.lot join lot on lot.lot = genealogy.${far} where ${IS_OWN}
           ), edge as (
             select parent, child, occurrence, max(genealogy.quantity) as quantity, min(recorded_at) as recorded_at, bool_and(joined is not null) as joined
             from genealogy where parent in (select lot from reached) and child in (select lot from reached) group by parent, child, occurrence
           ), total as (
             select parent, child, sum(quantity) as quantity, min(recorded_at) as recorded_at, bool_and(joined) as joined from edge group by parent, child
           )
           select coalesce((select jsonb_agg(${OWN}) from reached join lot using (lot)), '[]') as own,
             coalesce((select jsonb_agg(jsonb_build_object('from', parent, 'to', child, 'quantity', jsonb_build_object('value', ${decimal('total.quantity')}, 'unit', lot.unit),
               'recordedAt', ${utc('recorded_at')}, 'joined', joined) order by parent, child) from total join lot on lot.lot = parent), '[]') as edges`,
    values: [customers, suppliers, lot],
  });
  return Traced.parse(found.rows[0]);
}
