import type { Pool } from 'pg';
import { Baseline } from '../../contracts/baseline';
import type { Tx } from '../pool';

/** Findings that an answer shows; `findingCount` has them all. */
const MOST_FINDINGS = 1_000;

const utc = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The newest baseline of a plant; null: there was none. */
export async function viewBaseline(tx: Pool | Tx, plant: string): Promise<Baseline | null> {
  const found = await tx.query<{ baseline: unknown }>({
    name: 'baseline-view',
    text: `select jsonb_build_object('id', id, 'transaction', transaction, 'plant', plant, 'state', state,
             'requestedBy', jsonb_build_object('id', requested_by_id, 'name', requested_by_name),
             'systems', (select jsonb_agg(jsonb_build_object('system', system, 'pages', pages, 'lots', lots, 'orders', orders, 'done', done) order by system)
               from baseline_system where baseline_system.baseline = baseline.id),
             'findings', coalesce((select jsonb_agg(to_jsonb(listed) - 'id' order by listed.id) from (
               select id, system, code, subject, text from baseline_finding where baseline_finding.baseline = baseline.id order by id limit $2) listed), '[]'),
             'findingCount', (select count(*) from baseline_finding where baseline_finding.baseline = baseline.id),
             'startedAt', ${utc('started_at')}, 'finishedAt', ${utc('finished_at')}) as baseline
           from baseline where plant = $1 order by started_at desc, id desc limit 1`,
    values: [plant, MOST_FINDINGS],
  });
  return found.rows[0] ? Baseline.parse(found.rows[0].baseline) : null;
}
