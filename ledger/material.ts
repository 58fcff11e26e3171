import { itemOf } from '../config/systems';
import { Problem } from '../contracts/problem';
import type { Topology } from '../contracts/topology';
import type { Account } from '../domain/account';
import { compare } from '../domain/decimal';
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

/** Decimals have at most 18 digits before the point (contracts/quantity), what a lot adds up to included. */
const TOO_MANY = '1000000000000000000';

/**
 * @param by negative where the lot became less; it never becomes less than nothing
 * @throws Problem `quantity-not-exact` where the lot would have more than can be kept
 */
export async function changeLot(tx: Tx, lot: string, by: string, now: Date): Promise<void> {
  const changed = await tx.query<{ quantity: string }>({
    name: 'lot-change',
    text: 'update lot set quantity = greatest(quantity + $2, 0), updated_at = $3 where lot = $1 returning quantity',
    values: [lot, by, now],
  });
  const quantity = changed.rows[0]?.quantity ?? '0';
  if (compare(quantity, TOO_MANY) < 0) return;
  const detail = `${lot} would add up to ${quantity}, more than can be kept`;
  throw new Problem('quantity-not-exact', `${detail}.`, [{ pointer: '/data/quantity/value', detail }]);
}

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
