import type { Tx } from './pool';
import type { StoredTarget } from './targets';

interface Changed {
  readonly from: StoredTarget;
  readonly to: StoredTarget;
}

/** Counts what a saga's own reading found to have drifted since it was observed; what becomes of it is the saga's to tell. */
export async function countDrifted(tx: Tx, changed: readonly Changed[]): Promise<void> {
  const drifted = changed.flatMap(({ from, to }) =>
    to.state.status === 'drifted' && from.state.status !== 'drifted' ? [to] : [],
  );
  if (drifted.length === 0) return;
  await tx.query({
    name: 'saga-drift-count',
    text: `insert into saga_drift as counted (plant, system, count)
           select plant, system, count(*) from unnest($1::text[], $2::text[]) as found (plant, system) group by 1, 2 order by 1, 2
           on conflict (plant, system) do update set count = counted.count + excluded.count`,
    values: [drifted.map(({ plant }) => plant), drifted.map(({ system }) => system)],
  });
}
