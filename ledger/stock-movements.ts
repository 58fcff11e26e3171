import type { InboundData } from '../contracts/inbound';
import type { Topology } from '../contracts/topology';
import { isZero, subtract, text } from '../domain/decimal';
import { lessThere, moreThere } from './counts';
import { isInBaseline } from './baseline/contained';
import { ensureLots } from './lots';
import { changeLot, checkPlant, checkUnit, type Telling } from './material';
import { recordFact } from './material-facts';
import type { Tx } from './pool';
import { recompute } from './recompute';
import { addStock, specialAt, stockOf, takeFromPlant, takeStock } from './stock';
import { WaitsFor } from './waits-for';

interface Place {
  readonly plant: string;
  readonly location: string;
}

/**
 * Stock went from one place to another; the owner's status at its new place counts. Where nothing lies at the place that it
 * left, what put it there was not told yet: the event waits for more of the lot.
 * @throws WaitsFor, Problem `unknown-item`, `unit-mismatch`, `unknown-plant`
 */
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
  if (await isInBaseline(tx, data.lot, from.plant, telling)) return;
  const taken = await takeStock(tx, data.lot, from, data.quantity.value, telling.now);
  if (isZero(taken)) throw new WaitsFor(moreOf(data.lot));
  await addStock(
    tx,
    {
      lot: data.lot,
      ...to,
      quantity: taken,
      owner: telling.system,
      special: specialAt(topology, to.plant, to.location),
      status: data.status,
    },
    telling.now,
  );
  await recompute(tx, topology, [data.lot], '', telling.now);
}

/** What events about stock that is not there yet wait for. */
export const moreOf = (lot: string): string => `lot/${lot}`;

/** A count found more or less: `from` null is found, `to` null is lost. What differs is adjusted in every open account. */
export async function stockAdjusted(
  tx: Tx,
  topology: Topology,
  data: InboundData<'erp.stock.adjusted.v1'>,
  telling: Telling,
): Promise<void> {
  const { lot, quantity } = data;
  checkUnit(topology, lot, quantity.unit);
  await ensureLots(tx, topology, [lot], telling.now);
  if (data.to) {
    const place =
      typeof data.to === 'string'
        ? { plant: data.plant ?? (await onlyPlant(tx, topology, lot)), location: data.to }
        : data.to;
    checkPlant(topology, place.plant, '/data/to');
    await recordFact(tx, telling, { kind: 'counted', plant: place.plant, out: [{ lot, quantity }] });
    if (await isInBaseline(tx, lot, place.plant, telling)) return;
    await addStock(
      tx,
      {
        lot,
        ...place,
        quantity: quantity.value,
        owner: telling.system,
        special: specialAt(topology, place.plant, place.location),
        status: data.status,
      },
      telling.now,
    );
    await changeLot(tx, lot, quantity.value, telling.now);
    await moreThere(tx, lot, quantity.value);
  } else if (data.from) {
    const place = await placeOf(tx, topology, lot, data.from, data.plant);
    await recordFact(tx, telling, { kind: 'counted', plant: place.plant, in: [{ lot, quantity }] });
    if (await isInBaseline(tx, lot, place.plant, telling)) return;
    await lose(tx, lot, await takeStock(tx, lot, place, quantity.value, telling.now), telling);
  }
  await recompute(tx, topology, [lot], '', telling.now);
}

/**
 * The line threw pieces away. What a hold covers of them was not decided by that (H7): it is no longer there, so the account
 * is adjusted, as by a count.
 * @throws Problem `unknown-item`, `unit-mismatch`, `unknown-plant`
 */
export async function scrapDeclared(
  tx: Tx,
  topology: Topology,
  { plant, lot, quantity }: InboundData<'mes.scrap.declared.v1'>,
  telling: Telling,
): Promise<void> {
  checkUnit(topology, lot, quantity.unit);
  checkPlant(topology, plant, '/data/plant');
  await ensureLots(tx, topology, [lot], telling.now);
  const { before, after } = await recordFact(tx, telling, {
    kind: 'scrapped',
    plant,
    in: [{ lot, quantity }],
  });
  if (before > 0 || after <= 0) return;
  const { taken } = await takeFromPlant(tx, lot, plant, quantity.value, telling.now);
  await lose(tx, lot, taken, telling);
  await recompute(tx, topology, [lot], '', telling.now);
}

/** What is decided already is not taken back by a count: what is gone of it is missing, and a residual. */
async function lose(tx: Tx, lot: string, taken: string, telling: Telling): Promise<void> {
  if (isZero(taken)) return;
  await changeLot(tx, lot, text(subtract('0', taken)), telling.now);
  await lessThere(tx, lot, telling);
}

async function placeOf(
  tx: Tx,
  topology: Topology,
  lot: string,
  place: string | Place,
  plant: string | undefined,
): Promise<Place> {
  if (typeof place !== 'string') return place;
  if (plant !== undefined) return { plant, location: place };
  const there = (await stockOf(tx, lot)).find((row) => row.location === place);
  return { plant: there?.plant ?? (await onlyPlant(tx, topology, lot)), location: place };
}

async function onlyPlant(tx: Tx, topology: Topology, lot: string): Promise<string> {
  return (await stockOf(tx, lot))[0]?.plant ?? Object.keys(topology.plants)[0] ?? '';
}
