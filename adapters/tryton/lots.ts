import { add, compare, subtract, type DecimalText } from '../../domain/decimal';
import { TrytonRefusal } from './refusal';
import type { TrytonCaller } from './rpc';
import { quantityOf, today, trytonDate } from './values';

/** One lot of Interlock's as an instance knows it. Tryton lets two records share a number: a hold is for all of them. */
export interface LotRecords {
  /** Interlock's name, `<item>:<number>`. */
  readonly name: string;
  readonly product: number;
  readonly unit: number;
  readonly ids: readonly number[];
}

/** `PIN-10:L-0417@lyon` is lot `L-0417` of product `PIN-10` in an instance that serves Lyon alone. */
export function splitLot(name: string): { item: string; number: string } {
  const at = name.indexOf(':');
  const suffix = name.indexOf('@', at);
  return { item: name.slice(0, at), number: name.slice(at + 1, suffix < 0 ? undefined : suffix) };
}

/** @returns null when the instance does not know the product */
export async function findLot(tryton: TrytonCaller, name: string): Promise<LotRecords | null> {
  const { item, number } = splitLot(name);
  const [product] = await tryton.find<{ id: number; default_uom: number }>(
    'product.product',
    [['code', '=', item]],
    ['default_uom'],
    ALL,
  );
  if (!product) return null;
  const domain = [
    ['product', '=', product.id],
    ['number', '=', number],
  ];
  const lots = await tryton.find<{ id: number }>('stock.lot', domain, ['id'], ALL);
  return { name, product: product.id, unit: product.default_uom, ids: lots.map(({ id }) => id) };
}

/** Searches hide what is deactivated, and a deactivated lot still moves. */
const ALL = { active_test: false };

/** A lot that is not here yet, made so that it is held the moment it arrives. @throws TrytonRefusal for an unknown item */
export async function ensureLot(tryton: TrytonCaller, name: string): Promise<LotRecords> {
  const found = await findLot(tryton, name);
  const { item, number } = splitLot(name);
  if (!found) throw new TrytonRefusal('Missing', `There is no product with code "${item}" in this instance.`);
  if (found.ids.length > 0) return found;
  return { ...found, ids: [await tryton.create('stock.lot', { number, product: found.product })] };
}

/** What lies in a location and all below it today, in the lot's unit. */
export async function onHand(tryton: TrytonCaller, lot: LotRecords, location: number): Promise<DecimalText> {
  // Without `locations` Tryton answers zero, not an error.
  const context = { locations: [location], stock_date_end: trytonDate(today()) };
  const rows = await tryton.read<{ quantity: number }>('stock.lot', lot.ids, ['quantity'], context);
  return add('0', ...rows.map(({ quantity }) => quantityOf(quantity)));
}

export interface OpenMove {
  readonly id: number;
  readonly lot: number;
  readonly state: 'draft' | 'staging' | 'assigned';
  readonly quantity: number;
  readonly from_location: number;
  readonly shipment: string | null;
  readonly production_input: number | null;
}

/** Moves that would still take some of the lot. */
export const openMoves = (tryton: TrytonCaller, lot: LotRecords): Promise<OpenMove[]> =>
  tryton.find<OpenMove>(
    'stock.move',
    [
      ['lot', 'in', lot.ids],
      ['state', 'in', ['draft', 'staging', 'assigned']],
    ],
    ['lot', 'state', 'quantity', 'from_location', 'shipment', 'production_input'],
  );

/** What of each record lies in a location and is assigned to nobody, most first. */
export async function freeStock(
  tryton: TrytonCaller,
  lot: LotRecords,
  location: number,
): Promise<{ lot: number; quantity: DecimalText }[]> {
  const moves = await openMoves(tryton, lot);
  const free: { lot: number; quantity: DecimalText }[] = [];
  for (const id of lot.ids) {
    const assigned = moves.filter(
      (move) => move.lot === id && move.state === 'assigned' && move.from_location === location,
    );
    const lies = await onHand(tryton, { ...lot, ids: [id] }, location);
    const rest = subtract(lies, add('0', ...assigned.map(({ quantity }) => quantityOf(quantity))));
    if (compare(rest, '0') > 0) free.push({ lot: id, quantity: rest });
  }
  return free.sort((a, b) => compare(b.quantity, a.quantity));
}
