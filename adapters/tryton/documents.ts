import { add, compare, smaller, subtract, type DecimalText } from '../../domain/decimal';
import type { LotRecords } from './lots';
import { TrytonRefusal } from './refusal';
import type { Site } from './site';
import type { TrytonCaller } from './rpc';
import { quantityOf, trytonDecimal } from './values';

/** Stock is moved by documents that are found again by their reference: Tryton drops no second request by itself. */
export const REFERENCE = 'Interlock ';

/** Inside the house, or back to a supplier. */
export type DocumentModel = 'stock.shipment.internal' | 'stock.shipment.in.return';

/** Buttons in the order they are pressed, each with the state it leads to. */
const STEPS = [
  ['wait', 'waiting'],
  ['assign_try', 'assigned'],
  ['do', 'done'],
] as const;
const STATES: readonly string[] = ['draft', 'waiting', 'assigned', 'done'];

export interface Part {
  readonly lot: number;
  readonly quantity: DecimalText;
}
export interface Transfer {
  /** What the document is for, unique: a second call with it goes on with the first one's document. */
  readonly key: string;
  readonly lot: LotRecords;
  readonly parts: readonly Part[];
  /** Ids of locations. */
  readonly from: number;
  readonly to: number;
}
interface Document {
  readonly id: number;
  readonly state: string;
  readonly number: string | null;
}

/**
 * Moves stock inside the house, whatever lock is on the lot.
 * @returns false when less is free than was to be moved; then nothing is
 * @throws TrytonRefusal when the reference is on more than one document
 */
export async function transfer(tryton: TrytonCaller, site: Site, what: Transfer): Promise<boolean> {
  const model = 'stock.shipment.internal';
  const id = await ensure(tryton, model, what, async () => {
    const { company } = await site.owner(tryton);
    const place = { from_location: what.from, to_location: what.to, company };
    return {
      ...place,
      moves: [['create', what.parts.map((part) => ({ ...place, ...moved(what.lot, part) }))]],
    };
  });
  return finish(tryton, model, id);
}

/**
 * Sends stock back to its supplier; refused while the lot is locked.
 * @returns false when less is free than was to be returned; then nothing is
 */
export async function returnGoods(
  tryton: TrytonCaller,
  site: Site,
  what: Transfer & { readonly supplier: number },
): Promise<boolean> {
  const model = 'stock.shipment.in.return';
  const id = await ensure(tryton, model, what, async () => {
    const { company, currency } = await site.owner(tryton);
    const place = { from_location: what.from, to_location: what.to, company };
    const value = { unit_price: trytonDecimal('0'), currency };
    return {
      ...place,
      supplier: what.supplier,
      moves: [['create', what.parts.map((part) => ({ ...place, ...value, ...moved(what.lot, part) }))]],
    };
  });
  return finish(tryton, model, id);
}

const moved = (lot: LotRecords, part: Part) => ({
  product: lot.product,
  unit: lot.unit,
  lot: part.lot,
  quantity: Number(part.quantity),
});

async function ensure(
  tryton: TrytonCaller,
  model: DocumentModel,
  { key }: Transfer,
  draft: () => Promise<Record<string, unknown>>,
): Promise<number> {
  const found = await findDocument(tryton, model, key);
  return found?.id ?? tryton.create(model, { ...(await draft()), reference: REFERENCE + key });
}

/** Goes on from whatever state the document is in. */
async function finish(tryton: TrytonCaller, model: DocumentModel, id: number): Promise<boolean> {
  for (const [button, reached] of STEPS) {
    if (STATES.indexOf(await stateOf(tryton, model, id)) >= STATES.indexOf(reached)) continue;
    await tryton.press(model, button, [id]);
    if ((await stateOf(tryton, model, id)) === reached) continue;
    // Some of it was taken meanwhile: the button answers as if all were well, and has split the move.
    await tryton.press(model, 'cancel', [id]);
    return false;
  }
  return true;
}

/** @throws TrytonRefusal when the reference is on more than one */
export async function findDocument(
  tryton: TrytonCaller,
  model: DocumentModel,
  key: string,
): Promise<Document | null> {
  const domain = [
    ['reference', '=', REFERENCE + key],
    ['state', '!=', 'cancelled'],
  ];
  const [found, another] = await tryton.find<Document>(model, domain, ['state', 'number']);
  if (another)
    throw new TrytonRefusal(
      'Ambiguous',
      `Two documents (${model}) have the reference "${REFERENCE}${key}": cancel one.`,
    );
  return found ?? null;
}

/** Takes back a document that was begun and is not done. */
export async function withdraw(tryton: TrytonCaller, model: DocumentModel, { id }: Document): Promise<void> {
  await tryton.press(model, 'cancel', [id]);
}

const stateOf = async (tryton: TrytonCaller, model: DocumentModel, id: number) =>
  (await tryton.read<Document>(model, [id], ['state']))[0]?.state ?? 'cancelled';

/** What our documents have brought into a location and not yet taken out again; what others put there stays theirs. */
export async function broughtInto(
  tryton: TrytonCaller,
  lot: LotRecords,
  location: number,
): Promise<DecimalText> {
  const total = async (end: 'from_location' | 'to_location') => {
    const domain = [
      ['lot', 'in', lot.ids],
      ['state', '=', 'done'],
      [end, '=', location],
      ['shipment.reference', 'like', `${REFERENCE}%`, 'stock.shipment.internal'],
    ];
    const moves = await tryton.find<{ quantity: number }>('stock.move', domain, ['quantity']);
    return add('0', ...moves.map(({ quantity }) => quantityOf(quantity)));
  };
  return subtract(await total('to_location'), await total('from_location'));
}

/** Takes up to `quantity` from what lies there, record by record. */
export function take(stock: readonly Part[], quantity: DecimalText): Part[] {
  const taken: Part[] = [];
  let rest = quantity;
  for (const part of stock) {
    const piece = smaller(part.quantity, rest);
    if (compare(piece, '0') > 0) taken.push({ lot: part.lot, quantity: piece });
    rest = subtract(rest, piece);
  }
  return taken;
}
