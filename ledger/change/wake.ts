import { command } from '../commands';
import type { Tx } from '../pool';

/** Tells the saga of a change to look. */
export const lookChange = (tx: Tx, transaction: string, change: string, now: Date): Promise<void> =>
  command(
    tx,
    { transaction, kind: 'look', workflow: 'engineeringChange', subject: change, traceparent: null },
    now,
  );

/** Tells the saga of one plant to look. */
export const lookRollout = (
  tx: Tx,
  transaction: string,
  change: string,
  plant: string,
  now: Date,
): Promise<void> =>
  command(
    tx,
    { transaction, kind: 'look', workflow: 'plantRollout', subject: `${change}/${plant}`, traceparent: null },
    now,
  );

/** Something of these items moved: who waits for stock to be used up, for a lot to be finished or for a serial looks at once. */
export async function wakeConditions(tx: Tx, items: readonly string[], now: Date): Promise<void> {
  if (items.length === 0) return;
  const found = await tx.query<{ transaction: string; change: string; plant: string }>({
    name: 'change-wake-conditions',
    text: `select change.transaction, change.id as change, change_plant.plant from change_plant join change on change.id = change_plant.change
           where change_plant.state = 'staged' and change_plant.effectivity->>'kind' in ('use-up', 'serial', 'next-lot')
             and exists (select from change_item where change_item.change = change.id and change_item.item = any($1))`,
    values: [items],
  });
  for (const row of found.rows) await lookRollout(tx, row.transaction, row.change, row.plant, now);
}

/** Locks were let go of: who waits for one looks, the earliest first. */
export async function wakeQueued(tx: Tx, now: Date): Promise<void> {
  const found = await tx.query<{ transaction: string; id: string }>({
    name: 'change-wake-queued',
    text: `select transaction, id from change where finished_at is null and cardinality(blocking) > 0 order by requested_at, id`,
  });
  for (const row of found.rows) await lookChange(tx, row.transaction, row.id, now);
}
