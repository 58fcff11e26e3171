import type { Pool } from 'pg';
import { z } from 'zod';

const d = z.string();
const Sample = z.object({
  accounts: z.array(
    z.object({
      hold: d,
      lot: d,
      undecided: d,
      pending: d,
      freeing: d,
      state: z.enum(['open', 'disposing', 'closed']),
    }),
  ),
  dispositions: z.array(
    z.object({
      id: d,
      hold: d,
      lot: d,
      quantity: d,
      state: z.enum(['decided', 'executing', 'verified', 'reversed']),
    }),
  ),
  targets: z.array(
    z.object({
      lot: d,
      contained: z.boolean(),
      open: z.boolean(),
      desired: d,
      generation: z.int(),
      note: d.nullable(),
    }),
  ),
});
/** What the ledger says of some lots at one instant. */
export type Sample = z.infer<typeof Sample>;

/** One statement, so one snapshot. */
export async function takeSample(pool: Pool, lots: readonly string[]): Promise<Sample> {
  const found = await pool.query({
    name: 'h4-sample',
    text: `select
      coalesce((select jsonb_agg(jsonb_build_object('hold', a.hold, 'lot', a.lot, 'undecided', a.undecided::text, 'pending', a.pending::text,
        'freeing', a.freeing::text, 'state', hold.state)) from hold_lot a join hold on hold.id = a.hold where a.lot = any($1)), '[]') as accounts,
      coalesce((select jsonb_agg(jsonb_build_object('id', id, 'hold', hold, 'lot', lot, 'quantity', quantity::text, 'state', state))
        from disposition where lot = any($1)), '[]') as dispositions,
      coalesce((select jsonb_agg(jsonb_build_object('lot', lot, 'contained', contained, 'open', open, 'desired', desired_state || ' ' || desired_quantity,
        'generation', generation, 'note', note)) from target where lot = any($1) and subject_kind = 'lot'), '[]') as targets`,
    values: [lots],
  });
  return Sample.parse(found.rows[0]);
}
