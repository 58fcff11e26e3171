import type { Tx } from '../pool';
import { wakeQueued } from './wake';

/**
 * Takes every (item, plant) of a change, in one statement or none (E3). Whoever asked earlier and waits for one of them goes
 * first. Runs in the coverage transaction, so that of any number at once one wins.
 * @returns the changes that stand in the way; none: all locks are taken
 */
export async function takeLocks(tx: Tx, change: string): Promise<string[]> {
  const blocking = await blockers(tx, change);
  if (blocking.length > 0) return blocking;
  await tx.query({
    name: 'change-lock-take',
    text: `insert into change_lock (item, plant, change)
           select change_item.item, change_plant.plant, $1 from change_item join change_plant using (change) where change = $1
           on conflict (item, plant) do update set change = excluded.change where change_lock.change = excluded.change`,
    values: [change],
  });
  return [];
}

/** Changes that hold an item of this one at one of its plants, or have waited for one for longer. */
async function blockers(tx: Tx, change: string): Promise<string[]> {
  const found = await tx.query<{ id: string }>({
    name: 'change-blockers',
    text: `with wanted as (select item, plant from change_item join change_plant using (change) where change = $1)
           select distinct other.id from change other
           where other.id <> $1 and other.finished_at is null and (
             exists (select from change_lock join wanted using (item, plant) where change_lock.change = other.id)
             or (cardinality(other.blocking) > 0 and (other.requested_at, other.id) < (select requested_at, id from change where id = $1)
                 and exists (select from change_item join change_plant using (change) join wanted using (item, plant) where change = other.id)))
           order by 1`,
    values: [change],
  });
  return found.rows.map(({ id }) => id);
}

/** A plant is done with its items: whoever waits for them may go on. */
export async function releaseLocks(tx: Tx, change: string, plant: string, now: Date): Promise<void> {
  const released = await tx.query({
    name: 'change-lock-release',
    text: 'delete from change_lock where change = $1 and plant = $2 returning item',
    values: [change, plant],
  });
  if (released.rows.length > 0) await wakeQueued(tx, now);
}
