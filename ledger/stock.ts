import { NATIVE_STATUSES, type NativeStatus, type SPECIAL_STOCKS } from '../contracts/material';
import type { Topology } from '../contracts/topology';
import { add, compare, isZero, smaller, subtract } from '../domain/decimal';
import type { Tx } from './pool';

export interface StockRow {
  readonly plant: string;
  readonly location: string;
  readonly quantity: string;
  readonly status: NativeStatus;
  readonly special: (typeof SPECIAL_STOCKS)[number] | null;
  readonly owner: string;
}

export async function stockOf(tx: Tx, lot: string): Promise<StockRow[]> {
  const found = await tx.query<StockRow>({
    name: 'stock-of',
    text: 'select plant, location, quantity, status, special, owner from stock where lot = $1 order by plant, location',
    values: [lot],
  });
  return found.rows;
}

export interface Arrival extends StockRow {
  readonly lot: string;
}

/** What the topology says of stock at a location: null where it is simply the plant's. */
export const specialAt = ({ plants }: Topology, plant: string, location: string): StockRow['special'] =>
  plants[plant]?.special?.[location] ?? null;

/** On the road or at somebody else's: not at the plant, though the plant has it in its books. */
export const AWAY: ReadonlySet<StockRow['special']> = new Set(['in-transit', 'subcontractor', 'customer']);
/** Of a row of `stock`. */
export const AT_THE_PLANT = `coalesce(stock.special, '') not in (${[...AWAY].map((away) => `'${away}'`).join(', ')})`;

/** More of a lot lies at a place; the owner's newest word on its status counts for all of it there. */
export async function addStock(tx: Tx, arrival: Arrival, now: Date): Promise<void> {
  await tx.query({
    name: 'stock-add',
    text: `insert into stock (lot, plant, location, quantity, owner, special, status, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
           on conflict (lot, plant, location) do update set quantity = stock.quantity + excluded.quantity, special = excluded.special, status = excluded.status, updated_at = excluded.updated_at`,
    values: [
      arrival.lot,
      arrival.plant,
      arrival.location,
      arrival.quantity,
      arrival.owner,
      arrival.special,
      arrival.status,
      now,
    ],
  });
}

/** Takes from one place, no more than lies there. @returns what was taken */
export async function takeStock(
  tx: Tx,
  lot: string,
  place: { plant: string; location: string },
  quantity: string,
  now: Date,
): Promise<string> {
  const there = (await stockOf(tx, lot)).find(
    (row) => row.plant === place.plant && row.location === place.location,
  );
  const taken = smaller(quantity, there?.quantity ?? '0');
  await tx.query({
    name: 'stock-take',
    text: 'update stock set quantity = quantity - $4, updated_at = $5 where lot = $1 and plant = $2 and location = $3',
    values: [lot, place.plant, place.location, taken, now],
  });
  return taken;
}

/**
 * Takes from a plant, largest place first, no more than lies there; what is in transit does not lie there.
 * @returns what was taken, and the strictest status that it had; unrestricted where nothing is known of it
 */
export async function takeFromPlant(
  tx: Tx,
  lot: string,
  plant: string,
  quantity: string,
  now: Date,
): Promise<{ taken: string; status: NativeStatus }> {
  let [taken, status]: [string, NativeStatus] = ['0', 'unrestricted'];
  const places = (await stockOf(tx, lot)).filter(
    (row) => row.plant === plant && row.special !== 'in-transit',
  );
  for (const place of places.sort((a, b) => awayLast(a, b) || compare(b.quantity, a.quantity))) {
    const left = subtract(quantity, taken);
    if (isZero(left) || isZero(place.quantity)) break;
    taken = add(taken, await takeStock(tx, lot, place, left, now));
    if (NATIVE_STATUSES.indexOf(place.status) > NATIVE_STATUSES.indexOf(status)) status = place.status;
  }
  return { taken, status };
}

const awayLast = (a: StockRow, b: StockRow): number =>
  Number(AWAY.has(a.special)) - Number(AWAY.has(b.special));

/** Pieces left the lot (scrapped, returned, regraded): the lot is smaller, and so are its places, largest first. */
export async function removeStock(tx: Tx, lot: string, quantity: string, now: Date): Promise<void> {
  await tx.query({
    name: 'lot-shrink',
    text: 'update lot set quantity = greatest(quantity - $2, 0), updated_at = $3 where lot = $1',
    values: [lot, quantity, now],
  });
  let left = quantity;
  const places = (await stockOf(tx, lot)).sort((a, b) => awayLast(a, b) || compare(b.quantity, a.quantity));
  for (const place of places) {
    if (isZero(left)) return;
    left = subtract(left, await takeStock(tx, lot, place, left, now));
  }
}

/** Pieces that never left lie where the lot was touched last. */
export async function returnStock(tx: Tx, lot: string, quantity: string, now: Date): Promise<void> {
  await tx.query({
    name: 'stock-return',
    text: `update stock set quantity = quantity + $2, updated_at = $3
           where lot = $1 and (plant, location) = (select plant, location from stock where lot = $1 order by updated_at desc, plant, location limit 1)`,
    values: [lot, quantity, now],
  });
}
