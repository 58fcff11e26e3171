import type { Topology } from '../../contracts/topology';
import { INTERLOCK } from '../audit';
import type { HoldRow } from '../hold-row';
import { join } from '../holds';
import { ensureLots, withDescendants } from '../lots';
import type { Tx } from '../pool';
import type { Loading } from './lots';

/** Lots that were delivered as what a hold covers by a rule join it, with all that was made from them (H5). */
export async function joinDelivered(
  tx: Tx,
  topology: Topology,
  lots: readonly string[],
  { now }: Pick<Loading, 'now'>,
): Promise<void> {
  const found = await tx.query<HoldRow & { lots: string[] }>({
    name: 'baseline-join-delivered',
    text: `select hold.id, hold.transaction, hold.state, hold.plant, array_agg(lot.lot order by lot.lot) as lots
           from lot join hold_rule using (supplier, supplier_lot) join hold on hold.id = hold_rule.hold
           where lot.lot = any($1) and hold.state <> 'closed' group by hold.id order by hold.id`,
    values: [lots],
  });
  for (const { lots: delivered, ...hold } of found.rows) {
    const all = await ensureLots(tx, topology, await withDescendants(tx, delivered), now);
    const accounts = [...all.values()].map(({ lot, unit, quantity }) => ({
      lot,
      unit,
      quantity,
      part: null,
    }));
    await join(
      tx,
      topology,
      hold,
      accounts,
      INTERLOCK,
      `delivered as what the hold covers; found by a baseline`,
      now,
    );
  }
}
