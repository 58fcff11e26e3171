import { LotId } from '../../../contracts/material';
import { REFERENCE } from '../documents';
import { LOCKED } from '../lock';
import { dayOf, millisecondsOf, quantityOf, today, type TrytonDate } from '../values';
import {
  changedSince,
  event,
  quantityWithUnit,
  readingOf,
  type Changed,
  type Feed,
  type SourceEvent,
} from './feed';

interface Place {
  readonly code: string | null;
  readonly type: string;
}
interface Move extends Changed {
  readonly quantity: number;
  readonly shipment: string | null;
  readonly 'unit.': { readonly symbol: string };
  readonly 'product.': { readonly code: string | null };
  readonly 'lot.': { readonly number: string; readonly shelf_life_expiration_date: TrytonDate | null };
  readonly 'from_location.': Place;
  readonly 'to_location.': Place;
  readonly 'shipment.': { readonly reference: string | null; readonly rec_name: string } | null;
}
const FIELDS = [
  'quantity',
  'shipment',
  'unit.symbol',
  'product.code',
  'lot.number',
  'lot.shelf_life_expiration_date',
  'from_location.code',
  'from_location.type',
  'to_location.code',
  'to_location.type',
  'shipment.reference',
  'shipment.rec_name',
];

/** The ERP: lots that arrive, move inside the house, and leave by our documents. A move is done once, so its id tells. */
export const stockFeed: Feed = async (tryton, plant, since) => {
  const done = [
    ['state', '=', 'done'],
    ['lot', '!=', null],
  ];
  const moves = await changedSince<Move>(tryton, 'stock.move', since, done, FIELDS);
  return readingOf(moves, (move) => eventsOf(move, plant));
};

function eventsOf(move: Move, plant: string): SourceEvent[] {
  const lot = `${move['product.'].code}:${move['lot.'].number}`;
  if (!LotId.safeParse(lot).success) return [];
  const [from, to] = [move['from_location.'], move['to_location.']];
  const quantity = quantityWithUnit(quantityOf(move.quantity), move['unit.'].symbol);
  const base = { id: `stock.move,${move.id}:done`, subject: lot, at: millisecondsOf(move.last_modified_at) };
  const status = statusOf(move);
  const disposition = dispositionOf(move);

  if (disposition !== null && to.type === 'lost_found')
    return [event({ ...base, type: 'erp.scrap.confirmed.v1', data: { disposition, lot, quantity } })];
  if (disposition !== null && to.type === 'supplier')
    return [event({ ...base, type: 'erp.return.issued.v1', data: { disposition, lot, quantity } })];
  if (to.type === 'customer') {
    const shipment = move['shipment.']?.rec_name ?? move.shipment ?? base.id;
    return [
      event({
        ...base,
        type: 'erp.shipment.posted.v1',
        data: { shipment, customer: to.code ?? 'customer', lines: [{ lot, quantity }] },
      }),
    ];
  }
  if (to.type !== 'storage' || to.code === null) return [];
  if (from.type === 'storage' && from.code !== null)
    return [
      event({
        ...base,
        type: 'erp.stock.moved.v1',
        data: { lot, plant, from: from.code, to: to.code, quantity, status },
      }),
    ];
  // What comes back from scrap by our own document never left the ledger's account.
  if (disposition !== null) return [];
  return [
    event({
      ...base,
      type: 'erp.lot.received.v1',
      data: { lot, plant, location: to.code, quantity, status },
    }),
  ];
}

/** The disposition that a document of ours carries out; transfers to and from quarantine name a target instead. */
function dispositionOf(move: Move): string | null {
  const reference = move['shipment.']?.reference;
  return reference?.startsWith(REFERENCE) ? reference.slice(REFERENCE.length) : null;
}

/** Our lock is no word of Tryton's about the lot. */
function statusOf(move: Move): 'expired' | 'unrestricted' {
  const date = move['lot.'].shelf_life_expiration_date;
  return date && dayOf(date) !== LOCKED && dayOf(date) < today() ? 'expired' : 'unrestricted';
}
