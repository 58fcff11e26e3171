import type { ChangePackage } from '../../contracts/engineering-change';
import type { Topology } from '../../contracts/topology';
import { INTERLOCK } from '../audit';
import { placeHold } from '../holds';
import type { Tx } from '../pool';
import { unsigned } from '../signature/activation';
import { affectedOf } from './affected';
import { existingChange, movePlant, tell, type ChangeRow } from './row';
import { wantStarts } from './targets';
import { lookRollout } from './wake';

/** States in which a plant has everything staged, or has gone further. */
const READY = ['staged', 'activating', 'active'];

/**
 * The pivot of one plant: before it everything can be undone, after it there is only forward. One compare-and-set, under the
 * change's lock, so that a withdrawal comes before it or too late. All-or-nothing is decided by the change's own row.
 * Runs in the coverage transaction: stock that is to be held is held by it.
 */
export async function passPivot(
  tx: Tx,
  topology: Topology,
  id: string,
  plant: string,
  now: Date,
): Promise<void> {
  const { change, plants } = await existingChange(tx, id);
  const row = plants.find((one) => one.plant === plant);
  if (!row || row.state !== 'staged' || row.verify_since === null || !change.package) return;
  if ((await unsigned(tx, topology, { change, plants, row }, now)).length > 0) return;
  if (change.policy === 'all-or-nothing' && change.decided_at === null) {
    if (!plants.every(({ state }) => READY.includes(state))) return;
    await tx.query({
      name: 'change-decide',
      text: 'update change set decided_at = $2 where id = $1 and decided_at is null',
      values: [id, now],
    });
  }
  await movePlant(tx, change, row, 'activating', { pivoted_at: now.getTime(), waits_for: null }, now);
  await wantStarts(tx, topology, change, change.package, plant, 'held');
  await holdDecided(tx, topology, change, change.package, plant, now);
  await tell(
    tx,
    {
      change,
      plant,
      action: 'engineering-change.pivot-passed',
      type: 'interlock.engineering-change.pivot-passed.v1',
      from: row.state,
      to: 'activating',
      why: null,
    },
    now,
  );
  for (const other of plants)
    if (other.plant !== plant && other.state === 'staged')
      await lookRollout(tx, change.transaction, id, other.plant, now);
}

/** Stock and orders of the old revision that were decided to be held: an order is stopped where it is, with all that it makes. */
async function holdDecided(
  tx: Tx,
  topology: Topology,
  change: ChangeRow,
  pack: ChangePackage,
  plant: string,
  now: Date,
): Promise<void> {
  const held = (await affectedOf(tx, change.id, plant)).filter(({ decision }) => decision === 'hold');
  const lots = held.filter(({ object }) => object === 'stock').map(({ id }) => id);
  const orders = held.filter(({ object }) => object === 'order').map(({ id }) => id);
  if (lots.length + orders.length === 0) return;
  const hold = await placeHold(
    tx,
    topology,
    {
      nonconformance: null,
      plant,
      scope: {
        ...(lots.length > 0 ? { lots: lots.map((lot) => ({ lot })) } : {}),
        ...(orders.length > 0 ? { orders } : {}),
      },
      reason: { code: 'engineering-change', text: `${pack.id}: what is of the old revision is to be held` },
      severity: 'major',
      releaseCondition: null,
    },
    INTERLOCK,
    now,
    null,
  );
  await tell(
    tx,
    {
      change,
      plant,
      action: 'engineering-change.old-held',
      type: null,
      from: null,
      to: { hold: hold.id, lots, orders },
      why: 'decided so',
    },
    now,
  );
}
