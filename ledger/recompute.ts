import { systemsFor, plantOf } from '../config/systems';
import type { SystemRole, Topology } from '../contracts/topology';
import { containing, present } from '../domain/account';
import { desiredOf, heldOf, type Claim } from '../domain/coverage';
import { desire } from '../domain/targets';
import { openAccounts, type StoredAccount } from './accounts';
import { wakeOthers } from './commands';
import { wakeByLots } from './order/wake';
import type { Tx } from './pool';
import { newTarget, parseTargets, saveTargets, stake, targetId, type StoredTarget } from './targets';

/** Order of asking (H3): shipping first, then stock, then production. Order of asking, never of success. */
export const CONTAINING: readonly SystemRole[] = ['wms', 'erp', 'mes'];
const TIDYING: readonly SystemRole[] = ['qms'];

/**
 * Computes anew what every system should hold of these lots, from all open holds (H4): `desired` is never passed in. Bumps
 * generations, makes targets that are missing, gives stakes, and wakes the sagas concerned. Runs in the coverage transaction.
 * @param but the transaction that is being worked on, which needs no waking
 * @returns ids of the targets that changed
 */
export async function recompute(
  tx: Tx,
  topology: Topology,
  lots: readonly string[],
  but: string,
  now: Date,
): Promise<string[]> {
  const sorted = [...new Set(lots)].sort();
  if (sorted.length === 0) return [];
  const known = await readLots(tx, sorted);
  const accounts = groupBy(await openAccounts(tx, sorted), (account) => account.lot);
  const holds = await readHolds(tx, [
    ...new Set([...accounts.values()].flat().map((account) => account.hold)),
  ]);
  const existing = groupBy(await lockLotTargets(tx, sorted), (target) => target.lot ?? '');

  const changed: StoredTarget[] = [];
  const stakes = new Map<string, { id: string; required: boolean }[]>();
  for (const lot of sorted) {
    const covering = (accounts.get(lot) ?? []).filter((account) => account.covers);
    const held = heldOf(known.get(lot)?.quantity ?? null, covering.map(claimOf));
    const desired = desiredOf(held);
    const mine = existing.get(lot) ?? [];
    const wanted =
      covering.length === 0
        ? []
        : systemsOfLot(
            topology,
            known.get(lot)?.plants ?? [],
            covering.map((account) => holds.get(account.hold)?.plant ?? ''),
          );
    const made = wanted
      .filter(({ system }) => !mine.some((target) => target.system === system))
      .map(({ system, plant }) =>
        newTarget({ system, subject: { kind: 'lot', id: lot }, lot, plant, desired, whole: held.whole }),
      );
    const moved = mine.flatMap((target) => {
      const state = desire(target.state, desired, held.whole);
      return state === target.state ? [] : [{ ...target, state }];
    });
    changed.push(...made, ...moved);
    for (const account of covering) {
      const transaction = holds.get(account.hold)?.transaction;
      if (transaction === undefined) continue;
      const list = stakes.get(transaction) ?? [];
      list.push(
        ...wanted.map(({ system, required }) => ({
          id: targetId(system, { kind: 'lot', id: lot }),
          required,
        })),
      );
      stakes.set(transaction, list);
    }
  }
  await saveTargets(tx, changed);
  for (const [transaction, targets] of stakes) await stake(tx, transaction, targets, now);
  const ids = changed.map((target) => target.id);
  await wakeOthers(tx, ids, but, now);
  await wakeByLots(tx, sorted, now);
  return ids;
}

const claimOf = ({ account, part, identified }: StoredAccount): Claim => ({
  quantity: containing(account),
  part: part !== null && !identified,
  unknownQuantity: account.quantity === '0' && account.adjusted === '0',
  pieces: part !== null && identified ? { by: part, quantity: present(account) } : null,
});

/** Required of a hold on material: ERP, WMS, and the MES of each plant where it lies or is bound for. */
function systemsOfLot(topology: Topology, lies: readonly string[], raised: readonly string[]) {
  const plants = lies.length > 0 ? lies : raised;
  const main = plants[0] ?? '';
  const entry = (required: boolean) => (system: string) => ({
    system,
    required,
    plant: plantOf(topology, system) ?? main,
  });
  return [
    ...systemsFor(topology, CONTAINING, plants).map(entry(true)),
    ...systemsFor(topology, TIDYING, plants).map(entry(false)),
  ];
}

async function readLots(
  tx: Tx,
  lots: readonly string[],
): Promise<Map<string, { quantity: string | null; plants: string[] }>> {
  const found = await tx.query<{ lot: string; quantity: string | null; plants: string[] }>({
    name: 'lot-for-coverage',
    text: `select lot.lot, case when lot.known then lot.quantity end as quantity,
             array(select plant from stock where stock.lot = lot.lot and stock.quantity > 0 union select bound_for from stock where stock.lot = lot.lot and stock.quantity > 0 and bound_for is not null order by 1) as plants
           from lot where lot.lot = any($1)`,
    values: [lots],
  });
  return new Map(found.rows.map((row) => [row.lot, row]));
}

async function readHolds(
  tx: Tx,
  holds: readonly string[],
): Promise<Map<string, { transaction: string; plant: string }>> {
  const found = await tx.query<{ id: string; transaction: string; plant: string }>({
    name: 'hold-for-coverage',
    text: 'select id, transaction, plant from hold where id = any($1)',
    values: [holds],
  });
  return new Map(found.rows.map((row) => [row.id, row]));
}

async function lockLotTargets(tx: Tx, lots: readonly string[]): Promise<StoredTarget[]> {
  const found = await tx.query({
    name: 'target-lock-lots',
    text: `select * from target where lot = any($1) and subject_kind = 'lot' order by id for update`,
    values: [lots],
  });
  return parseTargets(found.rows);
}

function groupBy<T>(values: readonly T[], key: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(key(value));
    if (group) group.push(value);
    else groups.set(key(value), [value]);
  }
  return groups;
}
