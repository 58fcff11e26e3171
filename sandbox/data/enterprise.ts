import { changes } from './changes';
import { documents } from './documents';
import { revisionsB } from './revisions';
import type { Enterprise, Production, SeedLot, SeedOrder, SeedPurchase, SeedShipment } from './seed';

const REVISION = 'B';
const MILL = 'forges-du-rhone';
const HOUR_MS = 3_600_000;

/**
 * The demo enterprise that all systems read their part of: wing brackets from pins and plates, pins turned from bar.
 *
 * It adds up. A pin takes 0.06 MTR of bar: a lot of 1,200 takes 72 of the 90 MTR of a heat, the 70 of L-0417 take 4.2.
 * A bracket lot of 50 takes 300 pins and 100 plates. Quantities below are what is there now.
 *
 * @param now the instant that the past is counted back from, so that "this shift" and "last week" stay true.
 */
export function enterprise(now: Date): Enterprise {
  const hoursAgo = (hours: number) => new Date(now.getTime() - hours * HOUR_MS).toISOString();
  return {
    plants: ['lyon', 'monterrey'],
    items: [
      { item: 'BRACKET-100', unit: 'EA', revision: REVISION },
      { item: 'PIN-10', unit: 'EA', revision: REVISION },
      { item: 'PLATE-7', unit: 'EA', revision: REVISION },
      { item: 'BAR-3', unit: 'MTR', revision: REVISION },
      { item: 'SHEET-4', unit: 'MTK', revision: REVISION },
      { item: 'ADH-1', unit: 'KGM', revision: REVISION },
    ],
    lots: [
      heat('7780', '0'),
      heat('7781', '18'),
      heat('7782', '0'),
      heat('7783', '0'),
      heat('7784', '67.8'),
      { ...heat('7785', '90'), status: 'inspection' },
      made('PIN-10:L-0401', 'lyon', 'LYON-STORE', '300'),
      made('PIN-10:L-0402', 'monterrey', 'MTY-STORE', '900'),
      made('PIN-10:L-0412', 'lyon', 'IN-TRANSIT', '1200'),
      made('PIN-10:L-0415', 'lyon', 'LYON-STORE', '1200'),
      made('PIN-10:L-0416', 'lyon', 'LYON-STORE', '1200'),
      { ...made('PIN-10:L-0417', 'lyon', 'LYON-INSPECTION', '70'), status: 'inspection' },
      made('PLATE-7:L-0301', 'lyon', 'LYON-STORE', '100'),
      made('PLATE-7:L-0302', 'lyon', 'LYON-STORE', '400'),
      made('PLATE-7:L-0303', 'monterrey', 'MTY-STORE', '300'),
      made('BRACKET-100:L-0101', 'lyon', 'LYON-DISPATCH', '0'),
      made('BRACKET-100:L-0102', 'lyon', 'LYON-DISPATCH', '50'),
      made('BRACKET-100:L-0103', 'lyon', 'LYON-DISPATCH', '50'),
      made('BRACKET-100:L-0201', 'monterrey', 'MTY-DISPATCH', '50'),
    ],
    productions: [
      turned('PO-6901', 'PIN-10:L-0401', '1200', hoursAgo(400), {
        'BAR-3:H-7780': '36',
        'BAR-3:H-7781': '36',
      }),
      turned('PO-6902', 'PIN-10:L-0402', '1200', hoursAgo(390), {
        'BAR-3:H-7780': '36',
        'BAR-3:H-7781': '36',
      }),
      turned('PO-6903', 'PIN-10:L-0412', '1200', hoursAgo(60), {
        'BAR-3:H-7780': '18',
        'BAR-3:H-7782': '54',
      }),
      turned('PO-7001', 'PIN-10:L-0415', '1200', hoursAgo(5), { 'BAR-3:H-7782': '36', 'BAR-3:H-7783': '36' }),
      turned('PO-7001', 'PIN-10:L-0416', '1200', hoursAgo(2), { 'BAR-3:H-7783': '54', 'BAR-3:H-7784': '18' }),
      turned('PO-7001', 'PIN-10:L-0417', '70', hoursAgo(1), { 'BAR-3:H-7784': '4.2' }),
      assembled('lyon', 'PO-6911', 'BRACKET-100:L-0101', hoursAgo(260), 'PIN-10:L-0401', 'PLATE-7:L-0301'),
      assembled('lyon', 'PO-6912', 'BRACKET-100:L-0102', hoursAgo(100), 'PIN-10:L-0401', 'PLATE-7:L-0301'),
      assembled('lyon', 'PO-6913', 'BRACKET-100:L-0103', hoursAgo(50), 'PIN-10:L-0401', 'PLATE-7:L-0301'),
      assembled(
        'monterrey',
        'PO-6921',
        'BRACKET-100:L-0201',
        hoursAgo(40),
        'PIN-10:L-0402',
        'PLATE-7:L-0303',
      ),
    ],
    orders: [
      inProduction('PO-7001', 'lyon', 'PIN-10', '3600', '2470', hoursAgo(-20), { 'BAR-3:H-7784': '67.8' }),
      inProduction('PO-7002', 'lyon', 'BRACKET-100', '50', null, hoursAgo(-44), {
        'PIN-10:L-0415': '300',
        'PLATE-7:L-0302': '100',
      }),
      inProduction('PO-7101', 'monterrey', 'BRACKET-100', '50', '0', hoursAgo(-20), {
        'PIN-10:L-0402': '300',
        'PLATE-7:L-0303': '100',
      }),
      inProduction('PO-7102', 'monterrey', 'BRACKET-100', '100', null, hoursAgo(-68), {
        'PIN-10:L-0402': '600',
        'PLATE-7:L-0303': '200',
      }),
    ],
    shipments: [
      shipment('SH-8801', 'atlantic-aerostructures', 'shipped', hoursAgo(7 * 24), 'BRACKET-100:L-0101', '50'),
      shipment('SH-8802', 'pyrenees-aviation', 'in preparation', hoursAgo(3), 'BRACKET-100:L-0102', '30'),
    ],
    transfers: [
      {
        id: 'TR-5001',
        lot: 'PIN-10:L-0412',
        quantity: '1200',
        from: 'lyon',
        to: 'monterrey',
        dispatchedAt: hoursAgo(20),
      },
    ],
    changes,
    revisions: revisionsB,
    documents,
    workCentres: [
      ...['CNC-2', 'PRESS-1', 'ASM-1'].map((id) => ({ id, plant: 'lyon' })),
      ...['CNC-7', 'PRESS-4', 'ASM-4'].map((id) => ({ id, plant: 'monterrey' })),
    ],
    gauges: [
      { gauge: 'G-12', text: 'Micrometer 0 to 25 mm', fit: true },
      { gauge: 'G-13', text: 'Micrometer 0 to 25 mm, calibration overdue', fit: false },
      { gauge: 'G-21', text: 'Thickness gauge 0 to 10 mm', fit: true },
      { gauge: 'G-22', text: 'Radius gauge 0.2 to 1 mm', fit: true },
      { gauge: 'G-31', text: 'Torque wrench 5 to 50 newton metres', fit: true },
    ],
    purchases: [
      purchase('PU-4001', 'BAR-3', '90', 'MTR', MILL),
      purchase('PU-4002', 'PLATE-7', '400', 'EA', 'toles-du-jura'),
    ],
    serials: [
      { item: 'BRACKET-100', plant: 'lyon', next: 1001 },
      { item: 'BRACKET-100', plant: 'monterrey', next: 5001 },
    ],
  };
}

/** @param done how much of it is made; null: not begun. @param reserved quantity of each lot that is kept for it */
function inProduction(
  id: string,
  plant: string,
  item: string,
  quantity: string,
  done: string | null,
  due: string,
  reserved: Record<string, string>,
): SeedOrder {
  const state = done === null ? 'released' : 'in progress';
  const reservations = Object.entries(reserved).map(([lot, kept]) => ({ lot, quantity: kept }));
  return { id, plant, item, revision: REVISION, quantity, made: done ?? '0', due, reservations, state };
}

function purchase(id: string, item: string, quantity: string, unit: string, supplier: string): SeedPurchase {
  return { id, plant: 'lyon', item, revision: REVISION, quantity, unit, supplier };
}

function heat(number: string, quantity: string): SeedLot {
  return {
    lot: `BAR-3:H-${number}`,
    plant: 'lyon',
    location: 'LYON-BAR-RACK',
    quantity,
    unit: 'MTR',
    status: 'free',
    supplier: MILL,
    supplierLot: `HEAT-${number}`,
  };
}

function made(lot: string, plant: string, location: string, quantity: string): SeedLot {
  return { lot, plant, location, quantity, unit: 'EA', status: 'free', supplier: null, supplierLot: null };
}

function turned(
  order: string,
  lot: string,
  quantity: string,
  finishedAt: string,
  bars: Record<string, string>,
): Production {
  const consumed = Object.entries(bars).map(([bar, metres]) => ({ lot: bar, quantity: metres }));
  return { plant: 'lyon', workCentre: 'CNC-2', order, lot, quantity, finishedAt, consumed };
}

function assembled(
  plant: string,
  order: string,
  lot: string,
  finishedAt: string,
  pins: string,
  plates: string,
): Production {
  const workCentre = plant === 'lyon' ? 'ASM-1' : 'ASM-4';
  const consumed = [
    { lot: pins, quantity: '300' },
    { lot: plates, quantity: '100' },
  ];
  return { plant, workCentre, order, lot, quantity: '50', finishedAt, consumed };
}

function shipment(
  id: string,
  customer: string,
  state: SeedShipment['state'],
  at: string,
  lot: string,
  quantity: string,
): SeedShipment {
  return { id, plant: 'lyon', customer, state, at, lines: [{ lot, quantity }] };
}
