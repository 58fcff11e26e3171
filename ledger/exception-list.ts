import type { Pool } from 'pg';
import { z } from 'zod';
import { AMENDABLE, type EXCEPTION_ORDERS, type ExceptionItem } from '../contracts/exception';
import { DESIRED_STATES, SUBJECT_KINDS } from '../contracts/target';
import { resolutionsOf } from './resolve';
import { utc } from './view';
import { pageOf, type Page } from './page';

export interface ExceptionFilter {
  readonly state?: string | undefined;
  readonly plant?: string | undefined;
  readonly productFamily?: string | undefined;
  readonly transaction?: string | undefined;
  readonly system?: string | undefined;
  readonly order?: (typeof EXCEPTION_ORDERS)[number] | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** An exception `x`, its target `t`, and whether anybody needs the target. */
const ITEM = `jsonb_build_object('id', x.id, 'transaction', x.transaction, 'plant', x.plant, 'productFamily', x.product_family, 'system', x.system,
  'step', x.step, 'subject', x.payload->'subject', 'reason', jsonb_build_object('code', x.reason_code, 'text', x.reason_text), 'payload', x.payload,
  'openedAt', ${utc('x.opened_at')}, 'attempts', x.attempts, 'state', x.state, 'stage', x.stage, 'closedAt', ${utc('x.closed_at')},
  'stops', (select jsonb_build_object('kind', kind, 'id', id) from (
    select 'quality-hold' as kind, id from hold where transaction = x.transaction
    union all select 'engineering-change', id from change where transaction = x.transaction
    union all select 'inspection', id from inspection where transaction = x.transaction
    union all select 'production-order', id from order_dispatch where transaction = x.transaction) as owner limit 1),
  'resolution', case when x.resolution is not null then jsonb_build_object('action', x.resolution, 'reason', x.resolution_reason,
    'by', case when x.resolved_by_id is not null then jsonb_build_object('id', x.resolved_by_id, 'name', x.resolved_by_name) end) end)`;

const Row = z.object({
  item: z.custom<Omit<ExceptionItem, 'resolutions' | 'amendable'>>(),
  kind: z.enum(SUBJECT_KINDS).nullable(),
  desired: z.enum(DESIRED_STATES).nullable(),
  required: z.boolean(),
});

const SELECT = `select ${ITEM} as item, t.subject_kind as kind, t.desired_state as desired,
    coalesce((select bool_or(required) from stake where stake.target = x.target), true) as required
  from exception x left join target t on t.id = x.target`;

/** What comes first, by stage where that is asked for. */
const RANK = (of: string) => `case when $8 then -${of}stage else 0 end`;

/** The support queue, oldest first where nothing else is asked for. */
export async function listExceptions(pool: Pool, filter: ExceptionFilter): Promise<Page<ExceptionItem>> {
  const found = await pool.query({
    name: 'exception-list',
    text: `${SELECT}
           where ($1::text is null or x.state = $1) and ($2::text is null or x.plant = $2) and ($3::text is null or x.product_family = $3)
             and ($4::text is null or x.transaction = $4) and ($5::text is null or x.system = $5)
             and ($6::text is null or (${RANK('x.')}, x.opened_at, x.id) > (select ${RANK('')}, opened_at, id from exception where id = $6))
           order by ${RANK('x.')}, x.opened_at, x.id limit $7`,
    values: [
      filter.state ?? null,
      filter.plant ?? null,
      filter.productFamily ?? null,
      filter.transaction ?? null,
      filter.system ?? null,
      filter.cursor ?? null,
      filter.limit + 1,
      filter.order === 'escalated',
    ],
  });
  return pageOf(found.rows, filter.limit, shown);
}

export async function viewException(tx: Pick<Pool, 'query'>, id: string): Promise<ExceptionItem | null> {
  const found = await tx.query({
    name: 'exception-view',
    text: `${SELECT} where x.id = $1`,
    values: [id],
  });
  return found.rows[0] ? shown(found.rows[0]) : null;
}

function shown(row: unknown): ExceptionItem {
  const { item, kind, desired, required } = Row.parse(row);
  if (item.state === 'closed') return { ...item, resolutions: [], amendable: [] };
  if (kind === null || desired === null)
    return { ...item, resolutions: ['retry', 'withdraw'], amendable: [] };
  return {
    ...item,
    resolutions: resolutionsOf(kind, desired, required),
    amendable: [...(AMENDABLE[kind] ?? [])],
  };
}
