import type { Tx } from '../pool';

/** Notes, of every transaction that wanted these targets, when that was read back first: at its generation or a later one. */
export async function noteObserved(tx: Tx, targets: readonly string[]): Promise<void> {
  await tx.query({
    name: 'stake-observed',
    text: `update stake set observed_at = greatest(target.observed_at, stake.accepted_at) from target
           where stake.target = any($1) and target.id = stake.target and stake.accepted_at is not null
             and stake.observed_at is null and target.observed_generation >= stake.generation`,
    values: [targets],
  });
}
