import { itemOf } from '../config/systems';
import type { InboundData } from '../contracts/inbound';
import { Problem } from '../contracts/problem';
import type { Topology } from '../contracts/topology';
import { adjust, grow, type Account } from '../domain/account';
import { compare, isZero, subtract, text } from '../domain/decimal';
import { openAccounts, saveAccount } from './accounts';
import type { Actor } from './audit';
import type { HoldRow } from './hold-row';
import { join } from './holds';
import { ensureLots, itemsOf, withDescendants } from './lots';
import type { Tx } from './pool';
import { recompute } from './recompute';
import { addStock, stockOf, takeStock } from './stock';

/** A system told of material; what covers it follows in the same transaction (H5). */
export interface Telling {
  readonly system: string;
  readonly who: Actor;
  readonly now: Date;
}

/** A lot arrived: it becomes known, grows under the holds that cover it, and joins those that waited for it. */
export async function lotReceived(
  tx: Tx,
  topology: Topology,
  data: InboundData<'erp.lot.received.v1'>,
  telling: Telling,
): Promise<void> {
  checkUnit(topology, data.lot, data.quantity.unit);
  checkPlant(topology, data.plant, '/data/plant');
  await ensureLots(tx, topology, [data.lot], telling.now);
  await tx.query({
    name: 'lot-received',
    text: `update lot set known = true, quantity = quantity + $2, supplier = coalesce($3, supplier), supplier_lot = coalesce($4, supplier_lot), updated_at = $5 where lot = $1`,
    values: [data.lot, data.quantity.value, data.supplier ?? null, data.supplierLot ?? null, telling.now],
  });
  await addStock(
    tx,
    {
      lot: data.lot,
      plant: data.plant,
      location: data.location,
      quantity: data.quantity.value,
      owner: telling.system,
      special: null,
      status: data.status,
    },
    telling.now,
  );
  await everyAccount(tx, data.lot, (account) => grow(account, data.quantity.value));
  await recompute(tx, topology, [data.lot], '', telling.now);
  if (data.supplier && data.supplierLot)
    await joinWaiting(tx, topology, data.lot, data.supplier, data.supplierLot, telling);
}

/** Stock went from one place to another; the owner's status at its new place counts. */
export async function stockMoved(
  tx: Tx,
  topology: Topology,
  data: InboundData<'erp.stock.moved.v1'>,
  telling: Telling,
): Promise<void> {
  checkUnit(topology, data.lot, data.quantity.unit);
  const from = await placeOf(tx, topology, data.lot, data.from, data.plant);
  const to = typeof data.to === 'string' ? { plant: data.plant ?? from.plant, location: data.to } : data.to;
  checkPlant(topology, to.plant, '/data/to');
  const taken = await takeStock(tx, data.lot, from, data.quantity.value, telling.now);
  if (isZero(taken))
    throw new Problem(
      'event-not-accepted',
      `Nothing of ${data.lot} lies at ${from.location} (${from.plant}).`,
      [{ pointer: '/data/from', detail: 'nothing lies there' }],
    );
  await addStock(
    tx,
    { lot: data.lot, ...to, quantity: taken, owner: telling.system, special: null, status: data.status },
    telling.now,
  );
  await recompute(tx, topology, [data.lot], '', telling.now);
}

/** A count found more or less: `from` null is found, `to` null is lost. What differs is adjusted in every open account. */
export async function stockAdjusted(
  tx: Tx,
  topology: Topology,
  data: InboundData<'erp.stock.adjusted.v1'>,
  telling: Telling,
): Promise<void> {
  checkUnit(topology, data.lot, data.quantity.unit);
  const { value } = data.quantity;
  if (data.to) {
    const place =
      typeof data.to === 'string'
        ? { plant: data.plant ?? (await onlyPlant(tx, topology, data.lot)), location: data.to }
        : data.to;
    checkPlant(topology, place.plant, '/data/to');
    await addStock(
      tx,
      { lot: data.lot, ...place, quantity: value, owner: telling.system, special: null, status: data.status },
      telling.now,
    );
    await changeLot(tx, data.lot, value, telling.now);
    await everyAccount(tx, data.lot, (account) => adjust(account, value));
  } else if (data.from) {
    const taken = await takeStock(
      tx,
      data.lot,
      await placeOf(tx, topology, data.lot, data.from, data.plant),
      value,
      telling.now,
    );
    await changeLot(tx, data.lot, text(subtract('0', taken)), telling.now);
    // What is decided already is not taken back by a count: the rest shows when its decision is carried out.
    await everyAccount(tx, data.lot, (account) =>
      adjust(account, subtract('0', compare(taken, account.undecided) <= 0 ? taken : account.undecided)),
    );
  }
  await recompute(tx, topology, [data.lot], '', telling.now);
}

/** Something was made from something: what was made is held by every hold that covers what it was made from (H5). */
export async function madeFrom(
  tx: Tx,
  topology: Topology,
  parents: readonly { lot: string; quantity: { value: string } }[],
  children: readonly { lot: string }[],
  telling: Telling,
): Promise<void> {
  itemsOf(
    topology,
    [...parents, ...children].map(({ lot }) => ({ lot, pointer: '/data' })),
  );
  await ensureLots(
    tx,
    topology,
    [...parents, ...children].map(({ lot }) => lot),
    telling.now,
  );
  for (const parent of parents) {
    for (const child of children) {
      await tx.query({
        name: 'genealogy-add',
        text: 'insert into genealogy (parent, child, quantity, system, recorded_at) values ($1, $2, $3, $4, $5)',
        values: [parent.lot, child.lot, parent.quantity.value, telling.system, telling.now],
      });
    }
  }
  const made = await withDescendants(
    tx,
    children.map(({ lot }) => lot),
  );
  const lots = await ensureLots(tx, topology, made, telling.now);
  for (const hold of await holdsCovering(
    tx,
    parents.map(({ lot }) => lot),
  )) {
    await join(
      tx,
      topology,
      hold,
      made.flatMap((lot) => {
        const row = lots.get(lot);
        return row ? [{ lot, unit: row.unit, quantity: row.quantity, part: null }] : [];
      }),
      telling.who,
      'made from held material',
      telling.now,
    );
  }
}

async function holdsCovering(tx: Tx, lots: readonly string[]): Promise<HoldRow[]> {
  const found = await tx.query<HoldRow>({
    name: 'hold-covering',
    text: `select distinct hold.id, hold.transaction, hold.state, hold.plant from hold_lot join hold on hold.id = hold_lot.hold
           where hold_lot.lot = any($1) and hold_lot.covers and hold.state <> 'closed' order by hold.id`,
    values: [lots],
  });
  return found.rows;
}

async function joinWaiting(
  tx: Tx,
  topology: Topology,
  lot: string,
  supplier: string,
  supplierLot: string,
  telling: Telling,
): Promise<void> {
  const waiting = await tx.query<HoldRow>({
    name: 'hold-waiting-for-supplier-lot',
    text: `select hold.id, hold.transaction, hold.state, hold.plant from hold_rule join hold on hold.id = hold_rule.hold
           where hold_rule.supplier = $1 and hold_rule.supplier_lot = $2 and hold.state <> 'closed' order by hold.id`,
    values: [supplier, supplierLot],
  });
  const row = (await ensureLots(tx, topology, [lot], telling.now)).get(lot);
  for (const hold of waiting.rows) {
    if (row)
      await join(
        tx,
        topology,
        hold,
        [{ lot, unit: row.unit, quantity: row.quantity, part: null }],
        telling.who,
        `delivered as ${supplierLot} of ${supplier}`,
        telling.now,
      );
  }
}

async function everyAccount(tx: Tx, lot: string, change: (account: Account) => Account): Promise<void> {
  for (const stored of await openAccounts(tx, [lot])) {
    // A part keeps its own quantity, whatever the rest of the lot does.
    if (!stored.part) await saveAccount(tx, stored.hold, lot, change(stored.account));
  }
}

const changeLot = (tx: Tx, lot: string, by: string, now: Date) =>
  tx.query({
    name: 'lot-change',
    text: 'update lot set quantity = greatest(quantity + $2, 0), updated_at = $3 where lot = $1',
    values: [lot, by, now],
  });

async function placeOf(
  tx: Tx,
  topology: Topology,
  lot: string,
  place: string | { plant: string; location: string },
  plant: string | undefined,
): Promise<{ plant: string; location: string }> {
  if (typeof place !== 'string') return place;
  if (plant !== undefined) return { plant, location: place };
  const there = (await stockOf(tx, lot)).find((row) => row.location === place);
  return { plant: there?.plant ?? (await onlyPlant(tx, topology, lot)), location: place };
}

async function onlyPlant(tx: Tx, topology: Topology, lot: string): Promise<string> {
  return (await stockOf(tx, lot))[0]?.plant ?? Object.keys(topology.plants)[0] ?? '';
}

function checkPlant(topology: Topology, plant: string, pointer: string): void {
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
