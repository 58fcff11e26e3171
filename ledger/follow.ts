import type { Topology } from '../contracts/topology';
import type { HoldRow } from './hold-row';
import { join } from './holds';
import { ensureLots, withDescendants } from './lots';
import type { Telling } from './material';
import type { Tx } from './pool';

/** Open holds that cover any of these lots, each with those that it covers. */
export async function holdsCovering(
  tx: Tx,
  lots: readonly string[],
): Promise<{ hold: HoldRow; lots: string[] }[]> {
  const found = await tx.query<HoldRow & { lots: string[] }>({
    name: 'hold-covering',
    text: `select hold.id, hold.transaction, hold.state, hold.plant, array_agg(hold_lot.lot order by hold_lot.lot) as lots
           from hold_lot join hold on hold.id = hold_lot.hold
           where hold_lot.lot = any($1) and hold_lot.covers and hold.state <> 'closed' group by hold.id order by hold.id`,
    values: [lots],
  });
  return found.rows.map(({ lots: covered, ...hold }) => ({ hold, lots: covered }));
}

/** These lots join the hold, and with them all that was made of them (H5). */
export async function joinWithDescendants(
  tx: Tx,
  topology: Topology,
  hold: HoldRow,
  lots: readonly string[],
  why: string,
  { who, now }: Telling,
): Promise<void> {
  const made = await withDescendants(tx, lots);
  const known = await ensureLots(tx, topology, made, now);
  const accounts = made.flatMap((lot) => {
    const row = known.get(lot);
    return row ? [{ lot, unit: row.unit, quantity: row.quantity, part: null }] : [];
  });
  await join(tx, topology, hold, accounts, who, why, now);
}
