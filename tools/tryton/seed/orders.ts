import type { TrytonCaller } from '../../../adapters/tryton/rpc';
import { today, trytonDate, trytonDecimal } from '../../../adapters/tryton/values';
import type { Company } from './company';
import type { Products, SeededItem } from './products';
import type { Methods, WorkCentre, WorkCentres } from './revisions';
import type { Locations, Lots } from './stock';

/** What the seed has made so far, as everything after it needs it. */
export interface Ground extends Company {
  readonly products: Products;
  readonly locations: Locations;
  readonly lots: Lots;
  readonly workCentres: WorkCentres;
  readonly methods: Methods;
}

interface Part {
  readonly item: SeededItem;
  readonly lot: number;
  readonly quantity: number;
}

/**
 * PO-7001 has turned the 70 pins of L-0417 on CNC-2; PO-7003 and PO-7004 are to turn 500 each. PO-7002 is to build 50
 * brackets; 12 of its 300 pins are assigned from L-0417. All by revision B.
 */
export async function seedProductions(admin: TrytonCaller, ground: Ground): Promise<number> {
  const { lots, products } = ground;
  const lot = (item: SeededItem, number: string) =>
    admin.create('stock.lot', { number, product: products[item].id });
  const pins = await lot('PIN-10', 'L-0417');
  const turning = (name: string, into: number, quantity: number, metres: number) =>
    createProduction(admin, ground, name, 'CNC-2', { item: 'PIN-10', lot: into, quantity }, [
      { item: 'BAR-3', lot: lots.get('BAR-3:H-7784')!, quantity: metres },
    ]);
  const press = async (production: number, buttons: readonly string[]) => {
    for (const button of buttons) await admin.press('production', button, [production]);
  };

  await press(await turning('PO-7001', pins, 70, 4.2), ['wait', 'assign_try', 'run', 'do']);
  await press(await turning('PO-7003', await lot('PIN-10', 'L-0418'), 500, 30), ['wait', 'assign_try']);
  await press(await turning('PO-7004', await lot('PIN-10', 'L-0419'), 500, 30), ['wait', 'assign_try']);
  const brackets = { item: 'BRACKET-100', lot: await lot('BRACKET-100', 'L-0104'), quantity: 50 } as const;
  const assembly = await createProduction(admin, ground, 'PO-7002', 'ASM-1', brackets, [
    { item: 'PIN-10', lot: pins, quantity: 12 },
    { item: 'PIN-10', lot: lots.get('PIN-10:L-0416')!, quantity: 288 },
    { item: 'PLATE-7', lot: lots.get('PLATE-7:L-0302')!, quantity: 100 },
  ]);
  await press(assembly, ['wait', 'assign_try']);
  return pins;
}

/** By RPC a production does not work out its moves from a bill of material: they are given. */
function createProduction(
  admin: TrytonCaller,
  ground: Ground,
  reference: string,
  centre: WorkCentre,
  made: Part,
  used: readonly Part[],
): Promise<number> {
  const { company, currency, locations, products } = ground;
  const move = ({ item, lot, quantity }: Part) => ({
    product: products[item].id,
    unit: products[item].unit,
    lot,
    quantity,
    company,
  });
  const into = { from_location: locations.storage, to_location: locations.production };
  const out = { from_location: locations.production, to_location: locations.storage };
  return admin.create('production', {
    reference,
    product: products[made.item].id,
    unit: products[made.item].unit,
    quantity: made.quantity,
    // No routing: its works are not the demo's, and an order is done only when they are.
    bom: ground.methods.get(made.item)!.bom,
    work_center: ground.workCentres[centre],
    warehouse: locations.warehouse,
    location: locations.production,
    company,
    planned_date: trytonDate(today()),
    planned_start_date: trytonDate(today()),
    inputs: [['create', used.map((part) => ({ ...move(part), ...into }))]],
    outputs: [['create', [{ ...move(made), ...out, unit_price: trytonDecimal('1'), currency }]]],
  });
}

/** Spare pins of L-0417: an order that is packed, one that is assigned, and one that waits for its pins. */
export async function seedSales(admin: TrytonCaller, ground: Ground, pins: number): Promise<void> {
  const packed = await createSale(admin, ground, 'PYRENEES-2201', 'pyrenees-aviation', 5, pins);
  await pressAll(admin, packed, ['assign_try', 'pick', 'pack']);
  const assigned = await createSale(admin, ground, 'ATLANTIC-4417', 'atlantic-aerostructures', 20, pins);
  await pressAll(admin, assigned, ['assign_try']);
  await createSale(admin, ground, 'ATLANTIC-4420', 'atlantic-aerostructures', 10, pins);
}

const pressAll = async (admin: TrytonCaller, shipment: number, buttons: readonly string[]) => {
  for (const button of buttons) await admin.press('stock.shipment.out', button, [shipment]);
};

/** A confirmed sale of pins. @returns its shipment, waiting, with the lot chosen */
async function createSale(
  admin: TrytonCaller,
  ground: Ground,
  reference: string,
  customer: string,
  quantity: number,
  lot: number,
): Promise<number> {
  const { company, currency, products, locations } = ground;
  const { party, address } = await ensureCustomer(admin, customer);
  const pin = products['PIN-10'];
  const sale = await admin.create('sale.sale', {
    company,
    party,
    reference,
    currency,
    warehouse: locations.warehouse,
    invoice_address: address,
    shipment_address: address,
    invoice_method: 'manual',
    shipment_method: 'order',
    sale_date: trytonDate(today()),
    lines: [
      [
        'create',
        [{ type: 'line', product: pin.id, unit: pin.unit, quantity, unit_price: trytonDecimal('10.0000') }],
      ],
    ],
  });
  for (const button of ['quote', 'confirm', 'process']) await admin.press('sale.sale', button, [sale]);
  const [made] = await admin.read<{ shipments: number[] }>('sale.sale', [sale], ['shipments']);
  const shipment = made!.shipments[0]!;
  await admin.write('stock.shipment.out', [shipment], { reference });
  const state = async () =>
    (
      await admin.read<{ state: string; inventory_moves: number[] }>(
        'stock.shipment.out',
        [shipment],
        ['state', 'inventory_moves'],
      )
    )[0]!;
  if ((await state()).state === 'draft') await admin.press('stock.shipment.out', 'wait', [shipment]);
  await admin.write('stock.move', (await state()).inventory_moves, { lot });
  return shipment;
}

async function ensureCustomer(
  admin: TrytonCaller,
  name: string,
): Promise<{ party: number; address: number }> {
  const [known] = await admin.find<{ id: number }>('party.party', [['name', '=', name]], ['id']);
  const party = known?.id ?? (await admin.create('party.party', { name, addresses: [['create', [{}]]] }));
  const [address] = await admin.find<{ id: number }>('party.address', [['party', '=', party]], ['id']);
  return { party, address: address!.id };
}
