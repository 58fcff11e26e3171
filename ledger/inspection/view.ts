import type { Pool } from 'pg';
import type { Inspection, InspectionState } from '../../contracts/inspection';
import type { Tx } from '../pool';
import { list, TARGET, utc } from '../view';
import { linksOf, type Links } from '../links';
import { pageOf, type Page } from '../page';

const INSPECTION = `jsonb_build_object(
  'id', i.id, 'transaction', i.transaction, 'state', i.state, 'plant', i.plant, 'productFamily', i.product_family, 'lot', i.lot,
  'order', i.order_id, 'operation', i.operation, 'checkpoint', i.checkpoint,
  'inspection', case when i.number is not null then jsonb_build_object('system', i.system, 'id', i.number) end,
  'revision', i.revision,
  'plan', case when i.plan is not null then jsonb_build_object('id', i.plan->'id', 'version', i.plan->'version', 'sampling',
    coalesce(nullif(i.plan->'sampling', 'null'), '{ "sampleSize": null, "accept": 0, "reject": 1 }')) end,
  'characteristics', coalesce(i.plan->'characteristics', '[]'),
  'openedBy', jsonb_build_object('id', i.opened_by_id, 'name', i.opened_by_name), 'openedAt', ${utc('i.opened_at')},
  'result', (select r.judgement || jsonb_build_object('verdict', r.result->'verdict', 'readings', jsonb_array_length(r.result->'readings'),
      'measuredBy', r.result->'measuredBy', 'measuredAt', r.result->'measuredAt',
      'postedBy', jsonb_build_object('id', r.posted_by_id, 'name', r.posted_by_name), 'postedAt', ${utc('r.posted_at')})
    from inspection_result r where r.inspection = i.id and r.withdrawn_at is null),
  'hold', (select jsonb_build_object('id', h.id, 'state', h.state, 'containment', h.containment) from hold h where h.id = i.hold),
  'targets', ${list(`${TARGET} order by k.required desc, t.id) from stake k join target t on t.id = k.target where k.transaction = i.transaction`)},
  'exception', (select x.id from exception x where x.transaction = i.transaction and x.state = 'open' order by x.opened_at, x.id limit 1))`;

type Shown = Omit<Inspection, 'links'>;
const link = (inspection: Shown, links: Links): Inspection => ({
  ...inspection,
  links: linksOf(links, `inspection/${inspection.id}`, inspection.transaction),
});

export async function viewInspection(
  tx: Pick<Tx, 'query'>,
  id: string,
  links: Links,
): Promise<Inspection | null> {
  const found = await tx.query<{ inspection: Shown }>({
    name: 'inspection-view',
    text: `select ${INSPECTION} as inspection from inspection i where i.id = $1`,
    values: [id],
  });
  const inspection = found.rows[0]?.inspection;
  return inspection ? link(inspection, links) : null;
}

export interface InspectionFilter {
  readonly state?: InspectionState | undefined;
  readonly plant?: string | undefined;
  readonly lot?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Newest first. */
export async function listInspections(
  pool: Pool,
  filter: InspectionFilter,
  links: Links,
): Promise<Page<Inspection>> {
  const found = await pool.query<{ inspection: Shown }>({
    name: 'inspection-list',
    text: `select ${INSPECTION} as inspection from inspection i
           where ($1::text is null or i.state = $1) and ($2::text is null or i.plant = $2) and ($3::text is null or i.lot = $3)
             and ($4::text is null or (i.opened_at, i.id) < (select opened_at, id from inspection where id = $4))
           order by i.opened_at desc, i.id desc limit $5`,
    values: [
      filter.state ?? null,
      filter.plant ?? null,
      filter.lot ?? null,
      filter.cursor ?? null,
      filter.limit + 1,
    ],
  });
  return pageOf(found.rows, filter.limit, ({ inspection }) => link(inspection, links));
}

export type InspectionProgress = Pick<Inspection, 'plant' | 'transaction' | 'state'> & {
  /** Its saga is over: the operation, if one waited, goes on. */
  readonly finished: boolean;
};

/** Where an inspection stands, cheaply: for those who wait. */
export async function inspectionProgress(pool: Pool, id: string): Promise<InspectionProgress | null> {
  const found = await pool.query<InspectionProgress>({
    name: 'inspection-progress',
    text: 'select plant, transaction, state, finished_at is not null as finished from inspection where id = $1',
    values: [id],
  });
  return found.rows[0] ?? null;
}

/** Seconds from each failed result to the first disposition of what it held, by plant. */
export async function dispositionDelays(pool: Pool): Promise<{ plant: string; seconds: number }[]> {
  const found = await pool.query<{ plant: string; seconds: number }>({
    name: 'inspection-disposition-delays',
    text: `select inspection.plant, greatest(extract(epoch from min(disposition.decided_at) - min(result.posted_at)), 0)::float8 as seconds
           from inspection join inspection_result result on result.inspection = inspection.id and result.withdrawn_at is null
           join disposition on disposition.hold = inspection.hold
           where inspection.state = 'failed' group by inspection.id, inspection.plant`,
  });
  return found.rows;
}
