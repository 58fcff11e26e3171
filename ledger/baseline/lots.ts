import { itemOf, stockOwner } from '../../config/systems';
import type { BaselineFinding } from '../../contracts/baseline';
import type { SnapshotLot, SnapshotStock } from '../../contracts/snapshot';
import type { Topology } from '../../contracts/topology';
import { grow } from '../../domain/account';
import { add, compare, subtract } from '../../domain/decimal';
import { moreThere } from '../counts';
import { everyAccount } from '../material';
import type { Tx } from '../pool';
import { recompute } from '../recompute';
import { AWAY } from '../stock';
import { joinDelivered } from './join';
import { loadTransit, placed } from './transit';
import { standingOf, writeClaims, writeLots, writeStock, type Standing } from './stock';

/** A page on its way into the ledger. */
export interface Loading {
  readonly baseline: string;
  readonly transaction: string;
  readonly system: string;
  readonly plant: string;
  /** By Interlock's clock: what was written later is newer than the page. */
  readonly askedAt: Date;
  /** By the system's clock. */
  readonly asOf: Date;
  readonly now: Date;
}

interface Loaded {
  /** Lots that changed since the page was asked for; nothing of them was written. */
  readonly changed: readonly string[];
  readonly findings: BaselineFinding[];
}

/**
 * Writes what a system says of lots. Its word counts where it owns the stock; what it says of other locations is kept, to be
 * held against their owner's word. Of a lot that a hold covers nothing is taken away (H2): that is for people to count.
 */
export async function loadLots(
  tx: Tx,
  topology: Topology,
  loading: Loading,
  told: readonly SnapshotLot[],
): Promise<Loaded> {
  const { fit, findings } = fitting(topology, loading.system, told);
  const standing = await standingOf(
    tx,
    loading,
    fit.map(({ lot }) => lot),
  );
  const of = ({ lot }: SnapshotLot): Standing => standing.get(lot)!;
  const steady = fit.filter((lot) => !of(lot).changed);
  const isOwn = ({ location }: SnapshotStock) =>
    stockOwner(topology, loading.plant, location) === loading.system;
  const isErp = topology.systems[loading.system]?.roles.includes('erp') ?? false;
  const own = steady
    .map((lot) => ({ ...lot, stock: lot.stock.filter(isOwn) }))
    .filter((lot) => isErp || lot.stock.length > 0);
  const less = own.filter((lot) => of(lot).held && compare(totalOf(lot.stock), of(lot).own) < 0);
  findings.push(...less.map((lot) => lessThanHeld(loading.system, lot, of(lot))));
  const load = own.filter((lot) => !less.includes(lot)).map(placed(topology, loading.plant));
  await writeLots(tx, loading, load);
  await writeStock(tx, loading, load);
  await loadTransit(tx, topology, loading, load);
  await writeClaims(tx, loading, claimsOf(steady, isOwn));
  await recount(tx, topology, load, standing, loading.now);
  await joinDelivered(
    tx,
    topology,
    load.map(({ lot }) => lot),
    loading,
  );
  return { changed: fit.filter((lot) => of(lot).changed).map(({ lot }) => lot), findings };
}

const totalOf = (stock: readonly SnapshotStock[]) => add('0', ...stock.map(({ quantity }) => quantity));

const lessThanHeld = (system: string, lot: SnapshotLot, { own }: Standing): BaselineFinding => ({
  system,
  code: 'less-than-held',
  subject: lot.lot,
  text: `${system} has ${totalOf(lot.stock)} ${lot.unit}, the ledger ${own}, and a hold covers it: count it, or have ${system} tell where the rest went.`,
});

/** No other system of the plant has what is not at the plant itself. */
const claimsOf = (lots: readonly SnapshotLot[], isOwn: (stock: SnapshotStock) => boolean) =>
  lots.flatMap(({ lot, stock }) => {
    const others = stock.filter((one) => !isOwn(one) && !AWAY.has(one.special));
    return others.length === 0 ? [] : [{ lot, quantity: totalOf(others) }];
  });

/** Lots of items that the topology knows, in their unit. */
function fitting(topology: Topology, system: string, told: readonly SnapshotLot[]) {
  const findings: BaselineFinding[] = [];
  const fit = told.filter(({ lot, unit }) => {
    const item = topology.items[itemOf(lot)];
    if (item?.unit === unit) return true;
    findings.push(
      item
        ? {
            system,
            code: 'unit-differs',
            subject: lot,
            text: `${system} counts ${lot} in ${unit}, the topology in ${item.unit}; it was not loaded.`,
          }
        : {
            system,
            code: 'unknown-item',
            subject: itemOf(lot),
            text: `The topology has no item ${itemOf(lot)}; its lots in ${system} were not loaded.`,
          },
    );
    return false;
  });
  return { fit, findings };
}

/** What is more of a lot than before is more under the holds that cover it. */
async function recount(
  tx: Tx,
  topology: Topology,
  lots: readonly SnapshotLot[],
  standing: ReadonlyMap<string, Standing>,
  now: Date,
): Promise<void> {
  const held = lots.filter(({ lot }) => standing.get(lot)!.held);
  for (const { lot, stock } of held) {
    const { known, own } = standing.get(lot)!;
    const more = subtract(totalOf(stock), own);
    if (compare(more, '0') <= 0) continue;
    if (known) await moreThere(tx, lot, more);
    else await everyAccount(tx, lot, (account) => grow(account, more));
  }
  await recompute(
    tx,
    topology,
    held.map(({ lot }) => lot),
    '',
    now,
  );
}
