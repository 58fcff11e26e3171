import { LotId } from '../../../contracts/material';
import { millisecondsOf, quantityOf } from '../values';
import {
  changedSince,
  event,
  instantOf,
  quantityWithUnit,
  readingOf,
  type Changed,
  type Feed,
  type SourceEvent,
} from './feed';

interface Production extends Changed {
  readonly number: string | null;
  readonly reference: string | null;
}
interface Move {
  readonly quantity: number;
  readonly production_input: number | null;
  readonly production_output: number | null;
  readonly 'unit.': { readonly symbol: string };
  readonly 'product.': { readonly code: string | null };
  readonly 'lot.': { readonly number: string };
}

/** The MES: which lots an order made from which, once it is done. Tryton knows this by the order, not by the piece. */
export const productionFeed: Feed = async (tryton, plant, since) => {
  const orders = await changedSince<Production>(
    tryton,
    'production',
    since,
    [['state', '=', 'done']],
    ['number', 'reference'],
  );
  const ids = orders.map(({ id }) => id);
  const domain = [
    ['state', '=', 'done'],
    ['lot', '!=', null],
    ['OR', ['production_input', 'in', ids], ['production_output', 'in', ids]],
  ];
  const fields = [
    'quantity',
    'production_input',
    'production_output',
    'unit.symbol',
    'product.code',
    'lot.number',
  ];
  const moves = ids.length === 0 ? [] : await tryton.find<Move>('stock.move', domain, fields);
  return readingOf(orders, (order) => eventsOf(order, moves, plant));
};

function eventsOf(order: Production, moves: readonly Move[], plant: string): SourceEvent[] {
  const lines = (end: 'production_input' | 'production_output') =>
    moves.filter((move) => move[end] === order.id).flatMap(lineOf);
  const [consumed, produced] = [lines('production_input'), lines('production_output')];
  if (consumed.length === 0 || produced.length === 0) return [];
  const at = millisecondsOf(order.last_modified_at);
  const name = order.reference ?? order.number ?? String(order.id);
  const data = { plant, order: name, occurredAt: instantOf(at), consumed, produced };
  return [
    event({ id: `production,${order.id}:done`, type: 'mes.material.consumed.v1', subject: name, at, data }),
  ];
}

const lineOf = (move: Move) => {
  const lot = `${move['product.'].code}:${move['lot.'].number}`;
  const quantity = quantityWithUnit(quantityOf(move.quantity), move['unit.'].symbol);
  return LotId.safeParse(lot).success ? [{ lot, quantity }] : [];
};
