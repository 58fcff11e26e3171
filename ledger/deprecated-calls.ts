import type { Pool } from 'pg';
import { z } from 'zod';

/** How often somebody made a deprecated call. */
export interface DeprecatedUse {
  /** Method and path, as the route table has them. */
  readonly route: string;
  readonly caller: string;
  readonly calls: number;
}
/** The same in all, and when it was made last. */
export interface DeprecatedUser extends DeprecatedUse {
  readonly lastAt: string;
}

/** Adds calls to those of the day. */
export async function addDeprecatedUses(
  pool: Pool,
  uses: readonly DeprecatedUse[],
  now: Date,
): Promise<void> {
  await pool.query({
    name: 'deprecated-call-add',
    text: `insert into deprecated_call (route, caller, day, calls, last_at)
           select route, caller, ($4::timestamptz at time zone 'UTC')::date, calls, $4 from unnest($1::text[], $2::text[], $3::bigint[]) used (route, caller, calls)
           on conflict (route, caller, day) do update
             set calls = deprecated_call.calls + excluded.calls, last_at = greatest(deprecated_call.last_at, excluded.last_at)`,
    values: [
      uses.map(({ route }) => route),
      uses.map(({ caller }) => caller),
      uses.map(({ calls }) => calls),
      now,
    ],
  });
}

const Row = z.object({
  route: z.string(),
  caller: z.string(),
  calls: z.coerce.number(),
  last_at: z.date(),
});

/** Who has made which deprecated call, ever. */
export async function deprecatedUsers(pool: Pool): Promise<DeprecatedUser[]> {
  const found = await pool.query({
    name: 'deprecated-call-list',
    text: `select route, caller, sum(calls)::bigint as calls, max(last_at) as last_at from deprecated_call
           group by route, caller order by route, caller`,
  });
  return found.rows.map((row) => {
    const { route, caller, calls, last_at: lastAt } = Row.parse(row);
    return { route, caller, calls, lastAt: lastAt.toISOString() };
  });
}
