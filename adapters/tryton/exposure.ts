import type { Exposed } from '../../contracts/hold';
import type { CallContext } from '../port';
import type { Instance } from './context';
import { findLot, splitLot } from './lots';
import { dayOf, quantityOf, today, type TrytonDate } from './values';

interface Gone {
  readonly quantity: number;
  readonly effective_date: TrytonDate | null;
  readonly shipment: string | null;
  readonly 'shipment.': { readonly rec_name: string } | null;
  readonly 'production_input.': { readonly rec_name: string } | null;
  readonly 'to_location.': { readonly type: string };
}
interface Packed {
  readonly quantity: number;
  readonly shipment: string;
  readonly 'shipment.': { readonly rec_name: string } | null;
}
interface Shipment {
  readonly id: number;
  readonly state: string;
  readonly 'customer.': { readonly name: string } | null;
}

/** What left before the hold came: consumed, shipped, or picked and packed for somebody. */
export async function exposureOf(
  { rpc, site }: Instance,
  lots: readonly string[],
  context: CallContext,
): Promise<Exposed[]> {
  const tryton = rpc.for(context);
  const exposures: Exposed[] = [];
  for (const name of lots) {
    const lot = await findLot(tryton, name);
    if (!lot || lot.ids.length === 0) continue;
    const gone = await tryton.find<Gone>(
      'stock.move',
      [
        ['lot', 'in', lot.ids],
        ['state', '=', 'done'],
        ['to_location.type', 'in', ['customer', 'production']],
      ],
      [
        'quantity',
        'effective_date',
        'shipment',
        'shipment.rec_name',
        'production_input.rec_name',
        'to_location.type',
      ],
    );
    const output = await outputZone();
    const packed = await tryton.find<Packed>(
      'stock.move',
      [
        ['lot', 'in', lot.ids],
        ['state', '=', 'assigned'],
        ['from_location', '=', output],
      ],
      ['quantity', 'shipment', 'shipment.rec_name'],
    );
    const customers = await customersOf([...gone, ...packed].flatMap(({ shipment }) => shipment ?? []));
    for (const move of gone) {
      const shipped = move['to_location.'].type === 'customer';
      exposures.push({
        lot: name,
        quantity: quantityOf(move.quantity),
        kind: shipped ? 'shipped' : 'consumed',
        reference:
          (shipped ? move['shipment.'] : move['production_input.'])?.rec_name ?? splitLot(name).number,
        customer: customers.get(move.shipment ?? '')?.customer ?? null,
        at: instant(move.effective_date),
      });
    }
    for (const move of packed) {
      const shipment = customers.get(move.shipment);
      exposures.push({
        lot: name,
        quantity: quantityOf(move.quantity),
        kind: shipment?.state === 'shipped' ? 'loaded' : 'picked',
        reference: move['shipment.']?.rec_name ?? move.shipment,
        customer: shipment?.customer ?? null,
        at: instant(null),
      });
    }
  }
  return exposures;

  async function outputZone(): Promise<number> {
    const warehouse = await site.location(tryton, site.options.warehouse);
    const [found] = await tryton.read<{ output_location: number }>(
      'stock.location',
      [warehouse],
      ['output_location'],
    );
    return found!.output_location;
  }

  async function customersOf(
    shipments: readonly string[],
  ): Promise<Map<string, { customer: string | null; state: string }>> {
    const ids = shipments
      .filter((name) => name.startsWith(SHIPMENT))
      .map((name) => Number(name.slice(SHIPMENT.length)));
    const rows = await tryton.read<Shipment>(
      'stock.shipment.out',
      [...new Set(ids)],
      ['state', 'customer.name'],
    );
    return new Map(
      rows.map((row) => [
        `${SHIPMENT}${row.id}`,
        { customer: row['customer.']?.name ?? null, state: row.state },
      ]),
    );
  }
}

const SHIPMENT = 'stock.shipment.out,';

/** Tryton dates a move by the day. */
const instant = (date: TrytonDate | null) => `${date ? dayOf(date) : today()}T00:00:00.000Z`;
