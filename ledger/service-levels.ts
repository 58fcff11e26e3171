import type { Pool } from 'pg';
import { z } from 'zod';

/** How a system did with what it was asked since an instant. */
export interface SystemServiceLevel {
  readonly system: string;
  readonly asked: number;
  /** Of these, read back as done at the newest generation. */
  readonly observed: number;
  /** From asking until it was read back. */
  readonly p50Seconds: number | null;
  readonly p95Seconds: number | null;
  /** Opened since. */
  readonly exceptions: number;
}

const Row = z.object({
  system: z.string(),
  asked: z.number(),
  observed: z.number(),
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  exceptions: z.number(),
});

/** Systems that were asked nothing, and had no exception, are left out. */
export async function systemServiceLevels(pool: Pool, since: Date): Promise<SystemServiceLevel[]> {
  const found = await pool.query({
    name: 'system-service-levels',
    text: `with asked as (
             select system, not open as home, extract(epoch from observed_at - asked_at)::float8 as seconds
             from target where asked_at > $1
           ), level as (
             select system, count(*) as asked, count(*) filter (where home) as observed,
               percentile_cont(0.5) within group (order by seconds) filter (where home and seconds >= 0) as p50,
               percentile_cont(0.95) within group (order by seconds) filter (where home and seconds >= 0) as p95
             from asked group by system
           ), trouble as (
             select system, count(*) as exceptions from exception where opened_at > $1 group by system
           )
           select system, coalesce(asked, 0) as asked, coalesce(observed, 0) as observed, p50, p95, coalesce(exceptions, 0) as exceptions
           from level full join trouble using (system) order by system`,
    values: [since],
  });
  return found.rows.map((row) => {
    const { p50, p95, ...counts } = Row.parse(row);
    return { ...counts, p50Seconds: p50, p95Seconds: p95 };
  });
}
