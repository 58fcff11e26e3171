import type { Exposed } from '../../contracts/hold';
import type { CallContext } from '../port';
import type { Instance } from './context';
import { findLot, type LotRecords } from './lots';
import type { TrytonCaller } from './rpc';
import { dayOf, quantityOf, today, type TrytonDate } from './values';

interface Move {
  readonly quantity: number;
  readonly state: 'assigned' | 'done';
  readonly effective_date: TrytonDate | null;
  readonly from_location: number;
  readonly shipment: string | null;
  readonly 'shipment.': { readonly rec_name: string } | null;
  readonly 'production_input.': { readonly rec_name: string } | null;
  readonly 'to_location.': { readonly type: string };
}
interface Shipment {
  readonly id: number;
  readonly state: string;
  readonly 'customer.': { readonly name: string } | null;
}

const FIELDS = [
  'quantity',
  'state',
  'effective_date',
  'from_location',
  'shipment',
  'shipment.rec_name',
  'production_input.rec_name',
  'to_location.type',
];
const SHIPMENT = 'stock.shipment.out,';

/** What an order has of these lots: consumed, shipped, loaded, picked, or assigned only. */
export async function exposureOf(
  { rpc, site }: Instance,
  lots: readonly string[],
  context: CallContext,
): Promise<Exposed[]> {
  const tryton = rpc.for(context);
  const warehouse = await site.location(tryton, site.options.warehouse);
  const [{ output_location: output } = { output_location: 0 }] = await tryton.read<{
    output_location: number;
  }>('stock.location', [warehouse], ['output_location']);
  const exposed: Exposed[] = [];
  for (const name of lots) {
    const lot = await findLot(tryton, name);
    if (lot && lot.ids.length > 0) exposed.push(...(await ofLot(tryton, lot, output)));
  }
  return exposed;
}

async function ofLot(tryton: TrytonCaller, lot: LotRecords, output: number): Promise<Exposed[]> {
  const domain = [
    ['lot', 'in', lot.ids],
    ['to_location.type', 'in', ['customer', 'production', 'storage']],
    ['OR', ['production_input', '!=', null], ['shipment', 'like', `${SHIPMENT}%`]],
    [
      'OR',
      ['state', '=', 'assigned'],
      [
        ['state', '=', 'done'],
        ['to_location.type', 'in', ['customer', 'production']],
      ],
    ],
  ];
  const moves = await tryton.find<Move>('stock.move', domain, FIELDS);
  const shipments = await shipmentsOf(tryton, moves);
  return moves.map((move) => {
    const shipment = move.shipment === null ? undefined : shipments.get(move.shipment);
    return {
      lot: lot.name,
      quantity: quantityOf(move.quantity),
      kind: kindOf(move, output, shipment?.state),
      reference: (move['shipment.'] ?? move['production_input.'])?.rec_name ?? lot.name,
      customer: shipment?.['customer.']?.name ?? null,
      // Tryton dates a move by the day, once it is done.
      at: `${move.effective_date ? dayOf(move.effective_date) : today()}T00:00:00.000Z`,
    };
  });
}

function kindOf(move: Move, output: number, shipment: string | undefined): Exposed['kind'] {
  if (move.state === 'done') return move['to_location.'].type === 'customer' ? 'shipped' : 'consumed';
  if (move.from_location !== output) return 'assigned';
  return shipment === 'shipped' ? 'loaded' : 'picked';
}

async function shipmentsOf(tryton: TrytonCaller, moves: readonly Move[]): Promise<Map<string, Shipment>> {
  const names = moves.flatMap(({ shipment }) => (shipment?.startsWith(SHIPMENT) ? [shipment] : []));
  const ids = [...new Set(names)].map((name) => Number(name.slice(SHIPMENT.length)));
  const rows = await tryton.read<Shipment>('stock.shipment.out', ids, ['state', 'customer.name']);
  return new Map(rows.map((row) => [`${SHIPMENT}${row.id}`, row]));
}
