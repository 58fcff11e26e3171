import { itemOf } from '../config/systems';
import { Problem } from '../contracts/problem';
import type { Topology } from '../contracts/topology';
import type { Account } from '../domain/account';
import { openAccounts, saveAccount } from './accounts';
import type { Actor } from './audit';
import { itemsOf } from './lots';
import type { Tx } from './pool';

/** A system told of material; what covers it follows in the same transaction (H5). */
export interface Telling {
  readonly system: string;
  /** The event's own name: `source` and `event` (its id) with the system are told once. */
  readonly source: string;
  readonly event: string;
  /** When the event says that it happened; null where it does not say. */
  readonly time: Date | null;
  readonly who: Actor;
  readonly now: Date;
}

/** Changes every open account of the whole lot; a part keeps its own quantity, whatever the rest of the lot does. */
export async function everyAccount(
  tx: Tx,
  lot: string,
  change: (account: Account) => Account,
): Promise<void> {
  for (const stored of await openAccounts(tx, [lot]))
    if (!stored.part) await saveAccount(tx, stored.hold, lot, change(stored.account));
}

/** @param by negative where the lot became less; it never becomes less than nothing */
export const changeLot = (tx: Tx, lot: string, by: string, now: Date) =>
  tx.query({
    name: 'lot-change',
    text: 'update lot set quantity = greatest(quantity + $2, 0), updated_at = $3 where lot = $1',
    values: [lot, by, now],
  });

/** @throws Problem `unknown-plant` */
export function checkPlant(topology: Topology, plant: string, pointer: string): void {
  if (topology.plants[plant]) return;
  const detail = `one of ${Object.keys(topology.plants).join(', ')}`;
  throw new Problem('unknown-plant', `There is no plant "${plant}".`, [{ pointer, detail }]);
}

/** @throws Problem `unknown-item`, `unit-mismatch` */
export function checkUnit(topology: Topology, lot: string, unit: string): void {
  const item = itemsOf(topology, [{ lot, pointer: '/data/lot' }]).get(lot);
  if (item && item.unit !== unit)
    throw new Problem('unit-mismatch', `${itemOf(lot)} is counted in ${item.unit}.`, [
      { pointer: '/data/quantity/unit', detail: `counted in ${item.unit}` },
    ]);
}
