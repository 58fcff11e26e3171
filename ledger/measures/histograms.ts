import type { Pool } from 'pg';
import { z } from 'zod';
import { brief } from '../transaction';

/** How long things took, in seconds, and the upper bounds of the buckets that they are counted in; one without bound is added. */
export const HISTOGRAMS = {
  /** From the acceptance of a hold until a system that must hold was read back to; by plant and system. */
  'hold-propagation': [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 1_800, 3_600, 14_400, 86_400],
  /** What a plant's rollout of a change spent in a state that it has left; by plant and state. */
  'change-lead-time': [0.5, 1, 5, 30, 60, 300, 1_800, 3_600, 14_400, 86_400, 604_800, 2_592_000],
} as const satisfies Readonly<Record<string, readonly number[]>>;
export type HistogramName = keyof typeof HISTOGRAMS;

/** What is over and was not counted yet, with `plant`, `label` and `seconds`; it is marked as counted in the same statement. */
const FRESH: Readonly<Record<HistogramName, string>> = {
  'hold-propagation': `fresh as (
      select stake.transaction, stake.target, target.plant, target.system as label, extract(epoch from stake.observed_at - stake.accepted_at)::float8 as seconds
      from stake join target on target.id = stake.target
      where stake.observed_at is not null and not stake.counted and stake.accepted_at is not null
      order by stake.observed_at limit $3 for update of stake skip locked
    ), marked as (
      update stake set counted = true from fresh where stake.transaction = fresh.transaction and stake.target = fresh.target
    )`,
  'change-lead-time': `fresh as (
      select id, plant, state as label, extract(epoch from left_at - entered_at)::float8 as seconds
      from change_step where not counted order by id limit $3 for update skip locked
    ), marked as (
      update change_step set counted = true from fresh where change_step.id = fresh.id
    )`,
};

/** So many at once: what is more waits for the next turn. */
const AT_ONCE = 5_000;

/**
 * Adds to each histogram what has come to its end since: each once, however many processes do it and whenever they die, as what
 * is added is marked in the same transaction.
 */
export async function addUp(pool: Pool): Promise<void> {
  for (const [measure, bounds] of Object.entries(HISTOGRAMS))
    await brief(pool, (tx) =>
      tx.query({
        name: `histogram-add-${measure}`,
        text: `with ${FRESH[measure as HistogramName]}
               insert into histogram as total (measure, plant, label, le, count, sum)
               select $1, plant, label, (select min(le) from unnest($2::float8[]) as bounds (le) where greatest(seconds, 0) <= le), count(*), sum(greatest(seconds, 0))
               from fresh group by 2, 3, 4 order by 2, 3, 4
               on conflict (measure, plant, label, le) do update set count = total.count + excluded.count, sum = total.sum + excluded.sum`,
        values: [measure, [...bounds, Infinity], AT_ONCE],
      }),
    );
}

/** The last bucket has no bound. */
const Bound = z.union([z.number(), z.literal(Infinity)]);
const Row = z.object({
  measure: z.string(),
  plant: z.string(),
  label: z.string(),
  le: Bound,
  count: z.int(),
  sum: z.number(),
});
/** How many took no longer than `le` seconds, and longer than the bucket below; and how long they took together. */
export type Bucket = z.infer<typeof Row>;

/** Buckets in which anything was counted, of all histograms. */
export async function buckets(pool: Pool): Promise<Bucket[]> {
  const found = await pool.query({
    name: 'histogram-read',
    text: 'select measure, plant, label, le, count, sum from histogram order by measure, plant, label, le',
  });
  return found.rows.map((row) => Row.parse(row));
}
