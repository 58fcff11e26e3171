import type { TrytonCaller } from '../../../adapters/tryton/rpc';
import { today, trytonDate, trytonDecimal } from '../../../adapters/tryton/values';
import type { Company } from './company';
import type { Products, SeededItem } from './products';
import type { Locations, Lots } from './stock';

/** What the seed has made so far, as everything after it needs it. */
export interface Ground extends Company {
  readonly products: Products;
  readonly locations: Locations;
  readonly lots: Lots;
}

interface Part {
  readonly item: SeededItem;
  readonly lot: number;
  readonly quantity: number;
}

/**
 * PO-7001 has turned the 70 pins of L-0417 on CNC-2. PO-7002 is to build 50 brackets; 12 of its 300 pins are assigned
 * from that lot.
 */
export async function seedProductions(admin: TrytonCaller, ground: Ground): Promise<number> {
  const { lots, products } = ground;
  const pins = await admin.create('stock.lot', { number: 'L-0417', product: products['PIN-10'].id });
  const brackets = await admin.create('stock.lot', { number: 'L-0104', product: products['BRACKET-100'].id });
  const centres = await seedWorkCentres(admin, ground);

  const turned = await createProduction(
    admin,
    ground,
    'PO-7001',
    centres.turning,
    { item: 'PIN-10', lot: pins, quantity: 70 },
    [{ item: 'BAR-3', lot: lots.get('BAR-3:H-7784')!, quantity: 4.2 }],
  );
  for (const button of ['wait', 'assign_try', 'run', 'do']) await admin.press('production', button, [turned]);

  const open = await createProduction(
    admin,
    ground,
    'PO-7002',
    centres.assembly,
    { item: 'BRACKET-100', lot: brackets, quantity: 50 },
    [
      { item: 'PIN-10', lot: pins, quantity: 12 },
      { item: 'PIN-10', lot: lots.get('PIN-10:L-0416')!, quantity: 288 },
      { item: 'PLATE-7', lot: lots.get('PLATE-7:L-0302')!, quantity: 100 },
    ],
  );
  for (const button of ['wait', 'assign_try']) await admin.press('production', button, [open]);
  return pins;
}

async function seedWorkCentres(
  admin: TrytonCaller,
  { company, locations }: Ground,
): Promise<{ turning: number; assembly: number }> {
  const centre = async (name: string, category: string) =>
    admin.create('production.work.center', {
      name,
      category: await admin.create('production.work.center.category', { name: category }),
      company,
      warehouse: locations.warehouse,
      cost_method: 'cycle',
      cost_price: trytonDecimal('1'),
    });
  return { turning: await centre('CNC-2', 'Turning'), assembly: await centre('ASM-1', 'Assembly') };
}

/** By RPC a production does not work out its moves from a bill of material: they are given. */
function createProduction(
  admin: TrytonCaller,
  ground: Ground,
  reference: string,
  centre: number,
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
    work_center: centre,
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
