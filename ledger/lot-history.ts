import type { Pool } from 'pg';
import { LotHistoryEntry } from '../contracts/lot-history';
import { Instant } from '../contracts/quantity';
import { pageOf, type Page } from './page';
import { quantity, utc } from './view';

/** What systems told of the lot $1: what came out of a consumption was made. */
const MATERIAL = `
  select fact.occurred_at as at, 'material/' || fact.id || '/' || line.side as id, jsonb_build_object('kind', 'material',
    'fact', case when fact.kind = 'consumed' and line.side = 'out' then 'made' else fact.kind end, 'reversed', fact.sign < 0, 'system', fact.system, 'plant', fact.plant,
    'reference', coalesce(fact.reference, fact.production_order), 'customer', fact.customer, 'quantity', ${quantity('line.quantity', 'line.unit')}) as entry
  from material_line line join material_fact fact on fact.id = line.fact where line.lot = $1`;

/** Rows of the audit of holds that covered it, ever; as what was decided is told by them too. */
const RECORD = `
  select audit.at, 'record/' || audit.transaction || '/' || audit.number as id, audit.transaction, hold.id as hold, text::jsonb as row
  from hold_lot join hold on hold.id = hold_lot.hold join audit on audit.transaction = hold.transaction where hold_lot.lot = $1`;
const HOLDS = `
  select at, id, jsonb_build_object('kind', 'hold', 'did', case row ->> 'action' when 'quality-hold.placed' then 'placed' when 'quality-hold.extended' then 'joined' else 'closed' end,
    'hold', hold, 'transaction', transaction, 'who', row -> 'who', 'why', row -> 'why', 'quantity', null) as entry
  from record where row ->> 'action' = 'quality-hold.closed'
    or (row ->> 'action' in ('quality-hold.placed', 'quality-hold.extended') and row #> '{to,lots}' ? $1)`;
const DISPOSITIONS = `
  select record.at, record.id, jsonb_build_object('kind', 'disposition', 'did', split_part(row ->> 'action', '.', 2), 'disposition', d.id, 'decision', d.decision,
    'hold', record.hold, 'transaction', transaction, 'who', row -> 'who', 'why', row -> 'why', 'quantity', ${quantity('d.quantity', 'd.unit')}) as entry
  from record join disposition d on d.id = row ->> 'subject'
  where d.lot = $1 and row ->> 'action' in ('disposition.decided', 'disposition.verified', 'disposition.reversed')`;

const RESIDUALS = `
  select r.at, 'residual/' || r.id as id, jsonb_build_object('kind', 'residual', 'residual', r.kind, 'system', r.system, 'reference', r.reference,
    'hold', r.hold, 'transaction', hold.transaction, 'quantity', ${quantity('r.quantity', 'r.unit')}) as entry
  from residual r join hold on hold.id = r.hold where r.lot = $1`;
const PHYSICAL = `
  select p.at, 'physical-control/' || p.id as id, jsonb_build_object('kind', 'physical-control', 'location', p.location, 'tag', p.tag,
    'who', jsonb_build_object('id', p.by_id, 'name', p.by_name), 'hold', p.hold, 'transaction', hold.transaction, 'quantity', ${quantity('p.counted', 'p.unit')}) as entry
  from hold_lot join physical_control p on p.hold = hold_lot.hold and p.lot = hold_lot.lot join hold on hold.id = p.hold where hold_lot.lot = $1`;

const INSPECTION = `'kind', 'inspection', 'inspection', id, 'transaction', transaction, 'system', system, 'number', number, 'quantity', null`;
const INSPECTIONS = `
  select opened_at as at, 'inspection/' || id || '/asked' as id, jsonb_build_object(${INSPECTION}, 'did', 'asked') as entry from inspection where lot = $1
  union all
  select coalesce(assessed_at, finished_at), 'inspection/' || id || '/' || state, jsonb_build_object(${INSPECTION}, 'did', state)
  from inspection where lot = $1 and state in ('passed', 'failed') and coalesce(assessed_at, finished_at) is not null`;

const PARTS = [MATERIAL, HOLDS, DISPOSITIONS, RESIDUALS, PHYSICAL, INSPECTIONS];

/**
 * All that happened to a lot, newest first: what systems told of it, holds, decisions, inspections.
 * @param cursor of an entry: its instant and its id
 */
export async function lotHistory(
  pool: Pool,
  lot: string,
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<Page<LotHistoryEntry>> {
  const [at = null, id = null] = cursor === undefined ? [] : cursor.split('~', 2);
  const found = await pool.query<{ entry: unknown }>({
    name: 'lot-history',
    text: `with record as materialized (${RECORD}),
             told as (select date_trunc('milliseconds', at) as at, id, entry from (${PARTS.join(' union all ')}) part)
           select entry || jsonb_build_object('id', id, 'at', ${utc('at')}) as entry from told
           where $2::text is null or (at, id) < ($2::timestamptz, $3)
           order by at desc, id desc limit $4`,
    values: [lot, isInstant(at) ? at : null, id, limit + 1],
  });
  return pageOf(
    found.rows,
    limit,
    ({ entry }) => LotHistoryEntry.parse(entry),
    (entry) => `${entry.at}~${entry.id}`,
  );
}

/** A cursor that is none of ours begins at the beginning. */
const isInstant = (text: string | null): text is string => Instant.safeParse(text).success;
