import type { TrytonCaller } from '../../../adapters/tryton/rpc';
import { today, trytonDate, trytonDecimal } from '../../../adapters/tryton/values';
import type { Company } from './company';
import type { Products, SeededItem } from './products';

export interface Locations {
  readonly warehouse: number;
  readonly storage: number;
  readonly output: number;
  readonly production: number;
  readonly customer: number;
  readonly quarantine: number;
  readonly scrap: number;
}

/**
 * Quarantine is a tree of its own, beside the warehouse: below its storage, orders would be picked straight from it.
 * Scrap is of type "lost and found", where what goes in is gone.
 */
export async function seedLocations(admin: TrytonCaller): Promise<Locations> {
  const existing = await admin.find<{ id: number; code: string | null; type: string }>(
    'stock.location',
    [],
    ['code', 'type'],
  );
  const byCode = (code: string) => existing.find((location) => location.code === code)!.id;
  const view = await admin.create('stock.location', { name: 'Quarantine', code: 'QV', type: 'view' });
  const quarantine = await admin.create('stock.location', {
    name: 'Quarantine cage',
    code: 'QUAR',
    type: 'storage',
    parent: view,
  });
  const scrap = await admin.create('stock.location', { name: 'Scrap', code: 'SCRAP', type: 'lost_found' });
  await admin.write('stock.location', [byCode('WH')], { waste_locations: [['add', [scrap]]] });
  return {
    warehouse: byCode('WH'),
    storage: byCode('STO'),
    output: byCode('OUT'),
    production: existing.find(({ type }) => type === 'production')!.id,
    customer: byCode('CUS'),
    quarantine,
    scrap,
  };
}

export type Lots = ReadonlyMap<string, number>;

/** What lies in Lyon's store as the demo begins, but for the lot that PO-7001 makes (see orders). */
const OPENING: readonly (readonly [SeededItem, string, number])[] = [
  ['BAR-3', 'H-7784', 72],
  ['PIN-10', 'L-0401', 300],
  ['PIN-10', 'L-0415', 1200],
  ['PIN-10', 'L-0416', 1200],
  ['PLATE-7', 'L-0302', 400],
  ['BRACKET-100', 'L-0102', 50],
  ['BRACKET-100', 'L-0103', 50],
];

/** Opening stock, counted in as one inventory. */
export async function seedStock(
  admin: TrytonCaller,
  company: number,
  products: Products,
  locations: Locations,
): Promise<Lots> {
  const lots = new Map<string, number>();
  const lines = [];
  for (const [item, number, quantity] of OPENING) {
    const lot = await admin.create('stock.lot', { number, product: products[item].id });
    lots.set(`${item}:${number}`, lot);
    lines.push({ product: products[item].id, lot, quantity });
  }
  const inventory = await admin.create('stock.inventory', {
    location: locations.storage,
    date: trytonDate(today()),
    company,
    empty_quantity: 'keep',
    lines: [['create', lines]],
  });
  await admin.press('stock.inventory', 'confirm', [inventory]);
  return lots;
}

/** A heat of bar from the mill, received: what may be sent back to a supplier has come from one. */
export async function seedReceipt(
  admin: TrytonCaller,
  { company, currency }: Company,
  products: Products,
): Promise<void> {
  const supplier = await admin.create('party.party', {
    name: 'forges-du-rhone',
    addresses: [['create', [{}]]],
  });
  const bar = products['BAR-3'];
  const lot = await admin.create('stock.lot', { number: 'H-7785', product: bar.id });
  const byCode = async (code: string) =>
    (await admin.find<{ id: number }>('stock.location', [['code', '=', code]], ['id']))[0]!.id;
  const [warehouse, input, storage, from] = [
    await byCode('WH'),
    await byCode('IN'),
    await byCode('STO'),
    await byCode('SUP'),
  ];
  const move = {
    product: bar.id,
    unit: bar.unit,
    lot,
    quantity: 90,
    company,
    from_location: from,
    to_location: input,
  };
  const receipt = await admin.create('stock.shipment.in', {
    company,
    supplier,
    reference: 'DN-55120',
    warehouse,
    warehouse_input: input,
    warehouse_storage: storage,
    incoming_moves: [['create', [{ ...move, unit_price: trytonDecimal('4'), currency }]]],
  });
  for (const button of ['receive', 'do']) await admin.press('stock.shipment.in', button, [receipt]);
}
