import { parseLabel } from '../revision/label';
import type { TrytonCaller } from '../rpc';
import { codeOfUnit } from '../units';
import { quantityOf } from '../values';

interface Row {
  readonly id: number;
  readonly number: string | null;
  readonly reference: string | null;
  readonly state: string;
  readonly quantity: number | null;
  readonly 'unit.': { readonly symbol: string } | null;
  readonly 'product.': { readonly code: string };
  readonly 'bom.': { readonly code: string | null } | null;
}

/** A production that is neither done nor cancelled. */
export interface OpenOrder {
  readonly id: number;
  readonly name: string;
  readonly item: string;
  /** Of its BOM; null: it has none, or one that is no revision's. */
  readonly revision: string | null;
  readonly running: boolean;
  readonly quantity: string;
  readonly unit: string;
}

const OPEN = ['request', 'draft', 'waiting', 'assigned', 'running'];
const FIELDS = ['number', 'reference', 'state', 'quantity', 'unit.symbol', 'product.code', 'bom.code'];

export async function openOrders(tryton: TrytonCaller, items: readonly string[]): Promise<OpenOrder[]> {
  const domain = [
    ['product.code', 'in', items],
    ['state', 'in', OPEN],
  ];
  const rows = await tryton.find<Row>('production', domain, FIELDS);
  return rows.map((row) => {
    const item = row['product.'].code;
    const symbol = row['unit.']?.symbol ?? 'u';
    return {
      id: row.id,
      name: row.reference ?? row.number ?? String(row.id),
      item,
      revision: parseLabel(item, row['bom.']?.code ?? '')?.revision ?? null,
      running: row.state === 'running',
      quantity: quantityOf(row.quantity ?? 0),
      unit: codeOfUnit(symbol) ?? symbol,
    };
  });
}

/** Lots that running orders are making; an order that has named none yet stands for itself. */
export async function lotsInTheMaking(
  tryton: TrytonCaller,
  orders: readonly OpenOrder[],
): Promise<ReadonlyMap<string, string[]>> {
  const running = orders.filter((order) => order.running);
  const moves = await tryton.find<{ production_output: number; 'lot.': { number: string } | null }>(
    'stock.move',
    [['production_output', 'in', running.map(({ id }) => id)]],
    ['production_output', 'lot.number'],
  );
  const making = new Map<string, string[]>();
  for (const order of running) {
    const numbers = moves.flatMap((move) =>
      move.production_output === order.id && move['lot.'] ? [`${order.item}:${move['lot.'].number}`] : [],
    );
    const lots = numbers.length > 0 ? numbers : [`order ${order.name}`];
    making.set(order.item, [...(making.get(order.item) ?? []), ...lots]);
  }
  return making;
}
