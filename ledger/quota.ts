import type { Pool } from './pool';

/**
 * Takes calls of a caller's daily quota, for a process to give out.
 * @param share how many are asked for
 * @param perDay how many there are each day (UTC)
 * @returns how many were taken, which is fewer when the day's run out, and how many are left for others
 */
export async function takeQuota(
  pool: Pool,
  caller: string,
  share: number,
  perDay: number,
  now: Date,
): Promise<{ taken: number; left: number }> {
  const asked = Math.min(share, perDay);
  const { rows } = await pool.query<{ taken: number }>({
    name: 'quota-take',
    text: `insert into quota as known (caller, day, taken) values ($1, $2, $3)
           on conflict (caller) do update
             set day = excluded.day, taken = case when known.day = excluded.day then known.taken + $3 else excluded.taken end
             where known.day <> excluded.day or known.taken < $4
           returning taken`,
    values: [caller, now.toISOString().slice(0, 10), asked, perDay],
  });
  const all = rows[0]?.taken;
  if (all === undefined) return { taken: 0, left: 0 };
  // What the last to ask was refused counts as taken: by that the next one sees that nothing is left.
  return { taken: asked - Math.max(all - perDay, 0), left: Math.max(perDay - all, 0) };
}
