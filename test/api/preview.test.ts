import type { BlastRadius } from '../../contracts/blast-radius';
import type { Scope } from '../../contracts/hold';
import type { Quantity } from '../../contracts/quantity';
import { adapterOf } from '../adapters/sandbox/ask';
import { openLedger, type OpenLedger } from '../ledger/open-ledger';
import { holdRequest, tell } from '../ledger/requests';
import { sandbox, type TestSystem } from '../sandbox/start';
import { conformance } from './conformance';
import { serve, type Served } from './serve';

const BAR = 'BAR-3:H-7784';
const PIN = 'PIN-10:L-0417';
const BRACKETS = ['BRACKET-100:L-0101', 'BRACKET-100:L-0102'];
const HEAT = { supplierLots: [{ supplier: 'forges-du-rhone', supplierLot: 'HEAT-7784' }] };
const mtr = (value: string) => ({ value, unit: 'MTR' as const });
const ea = (value: string) => ({ value, unit: 'EA' as const });

let open: OpenLedger;
let api: Served;
let erp: TestSystem;
let wms: TestSystem;
/** ERP and WMS as the demo enterprise has them; the ledger was told of a heat and what was made of it. */
beforeEach(async () => {
  open = await openLedger();
  erp = await sandbox('erp');
  wms = await sandbox('wms');
  const systems = new Map([
    ['erp', adapterOf('erp', erp)],
    ['wms', adapterOf('wms', wms)],
  ]);
  api = await serve(open.ledger, { systems });
  const place = { plant: 'lyon', location: 'LYON-BAR-RACK', status: 'unrestricted' as const };
  const supplier = { supplier: 'forges-du-rhone', supplierLot: 'HEAT-7784' };
  await tell(open.ledger, 'erp', 'erp.lot.received.v1', {
    lot: BAR,
    quantity: mtr('72'),
    ...place,
    ...supplier,
  });
  await makes('PO-7001', [{ lot: BAR, quantity: mtr('4.2') }], [PIN]);
  await makes('PO-6911', [{ lot: PIN, quantity: ea('60') }], BRACKETS);
});
afterEach(async () => {
  await api.close();
  await open.close();
});

const makes = (order: string, consumed: { lot: string; quantity: Quantity }[], lots: string[]) =>
  tell(open.ledger, 'mes-lyon', 'mes.material.consumed.v1', {
    plant: 'lyon',
    order,
    workCentre: 'CNC-2',
    occurredAt: '2026-11-03T06:00:00Z',
    consumed,
    produced: lots.map((lot) => ({ lot, quantity: ea('50') })),
  });

const PATH = '/v1/quality-holds/preview';
async function preview(scope: Scope): Promise<BlastRadius> {
  const response = await api.call('POST', PATH, { as: 'planning', body: holdRequest([], { scope }) });
  const body = (await response.json()) as BlastRadius;
  const document = await (await api.call('GET', '/openapi.json')).json();
  conformance(document as Parameters<typeof conformance>[0])('POST', PATH, 200, 'application/json', body);
  expect(response.status).toBe(200);
  return body;
}
/** Everything that the ledger keeps of holds and events, counted. */
const kept = async () =>
  (
    await open.pool.query(
      'select (select count(*) from hold) as holds, (select count(*) from scope_rule) as rules, (select count(*) from lot) as lots, (select count(*) from audit) as audit, (select count(*) from event) as events, (select count(*) from command) as commands, (select count(*) from target) as targets',
    )
  ).rows;

it('names material, plants, orders, shipments and customers with quantity, by ledger, ERP and WMS', async () => {
  const radius = await preview(HEAT);
  expect(radius.lots.map(({ lot }) => lot)).toEqual([BAR, ...BRACKETS, PIN]);
  expect(radius).toMatchObject({
    plants: ['lyon'],
    orders: ['PO-6911', 'PO-7001'],
    shipments: ['SH-8801', 'SH-8802'],
    customers: ['atlantic-aerostructures', 'pyrenees-aviation'],
    unanswered: [],
  });
  expect(radius.orderLines.map(({ order, use, lot, quantity }) => [order, use, lot, quantity])).toEqual([
    ['PO-6911', 'consumes', PIN, ea('60')],
    ['PO-6911', 'makes', BRACKETS[0], ea('50')],
    ['PO-6911', 'makes', BRACKETS[1], ea('50')],
    ['PO-7001', 'consumes', BAR, mtr('4.2')],
    ['PO-7001', 'makes', PIN, ea('50')],
    ['PO-7001', 'reserves', BAR, mtr('67.8')],
  ]);
  expect(radius.shipmentLines).toMatchObject([
    { shipment: 'SH-8801', step: 'shipped', lot: BRACKETS[0], quantity: ea('50'), system: 'erp' },
    { shipment: 'SH-8802', step: 'assigned', lot: BRACKETS[1], quantity: ea('30'), system: 'erp' },
  ]);
  expect(radius.customerQuantities).toEqual([
    { customer: 'atlantic-aerostructures', item: 'BRACKET-100', quantity: ea('50'), shipped: ea('50') },
    { customer: 'pyrenees-aviation', item: 'BRACKET-100', quantity: ea('30'), shipped: ea('0') },
  ]);
});

it('changes nothing in the ledger, and nothing in any system', async () => {
  const before = await kept();
  await preview({ ...HEAT, orders: ['PO-7001'], serials: ['BRACKET-100:SN-1'] });
  expect(await kept()).toEqual(before);
  for (const system of [erp, wms]) expect(await system.effects()).toEqual([]);
});

it('a picked shipment is told by the WMS, and is further than what the ERP knows of it', async () => {
  await wms.post('/shipments/SH-8802/pick', {});
  const [, line] = (await preview(HEAT)).shipmentLines;
  expect(line).toMatchObject({ shipment: 'SH-8802', step: 'picked', system: 'wms', quantity: ea('30') });
});

it('names what could not be asked, and what is asked only once the hold is placed', async () => {
  await wms.faults({ down: true });
  const scope = { workCentres: [{ id: 'CNC-2', from: '2026-11-03T05:00:00Z', to: null }] };
  const radius = await preview(scope);
  expect(radius.unanswered).toEqual(['mes-lyon', 'wms']);
  expect(radius.shipments).toEqual(['SH-8801', 'SH-8802']);
  expect(radius.lots.map(({ lot }) => lot)).toEqual([...BRACKETS, PIN]);
});

it('an order that is known to be over is a line, and no open order', async () => {
  const order = { order: 'PO-6911', plant: 'lyon', item: 'BRACKET-100', revision: 'B', quantity: ea('50') };
  await tell(open.ledger, 'erp', 'erp.order.cancelled.v1', order);
  const radius = await preview({ lots: [{ lot: PIN }] });
  expect(radius.orders).toEqual(['PO-7001']);
  expect(radius.orderLines.find(({ order: id }) => id === 'PO-6911')).toMatchObject({ open: false });
});
