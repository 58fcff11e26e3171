import type { OrderLine, ShipmentLine } from '../../contracts/blast-radius';
import type { Exposed } from '../../contracts/hold';
import {
  customerQuantities,
  mergeOrders,
  mergeShipments,
  orderLinesOf,
  shipmentLinesOf,
} from '../../domain/blast-radius';

const LOT = 'BRACKET-100:L-0102';
const ea = (value: string) => ({ value, unit: 'EA' as const });
const exposed = (kind: Exposed['kind'], reference: string, customer: string | null, quantity = '5') => ({
  lot: LOT,
  quantity,
  kind,
  reference,
  customer,
  at: '2026-11-03T06:00:00Z',
  system: 'erp',
});
const unitOf = () => 'EA' as const;
const itemOf = () => 'BRACKET-100';
const shipment = (step: ShipmentLine['step'], more: Partial<ShipmentLine> = {}): ShipmentLine => ({
  shipment: 'SH-1',
  step,
  customer: 'pyrenees-aviation',
  lot: LOT,
  quantity: ea('5'),
  system: 'erp',
  ...more,
});
const order = (more: Partial<OrderLine> = {}): OrderLine => ({
  order: 'PO-1',
  plant: null,
  use: 'consumes',
  lot: LOT,
  quantity: ea('5'),
  open: null,
  system: 'erp',
  ...more,
});

it('what has a customer is a shipment, what is issued to or kept for nobody’s delivery is an order', () => {
  const all = [
    exposed('assigned', 'SH-1', 'pyrenees-aviation'),
    exposed('loaded', 'SH-2', null),
    exposed('consumed', 'PO-1', null),
    exposed('consumed-unposted', 'PO-2', null),
    exposed('assigned', 'PO-3', null),
    exposed('in-transit', 'TR-1', null),
  ];
  expect(shipmentLinesOf(all, unitOf).map(({ shipment: id, step }) => [id, step])).toEqual([
    ['SH-1', 'assigned'],
    ['SH-2', 'loaded'],
  ]);
  expect(orderLinesOf(all, unitOf).map(({ order: id, use }) => [id, use])).toEqual([
    ['PO-1', 'consumes'],
    ['PO-2', 'consumes'],
    ['PO-3', 'reserves'],
  ]);
});

it('of a shipment and lot the furthest step counts, with the customer that anyone names', () => {
  const picked = shipment('picked', { customer: null, system: 'wms', quantity: ea('4') });
  const merged = { ...picked, customer: 'pyrenees-aviation' };
  for (const lines of [
    [shipment('assigned'), picked],
    [picked, shipment('assigned')],
  ])
    expect(mergeShipments(lines)).toEqual([merged]);
});

it('of an order, use and lot the first counts, and what others know beside it', () => {
  const told = order({ plant: 'lyon', open: true, system: 'interlock', quantity: ea('9') });
  expect(mergeOrders([order(), told])).toEqual([order({ plant: 'lyon', open: true })]);
  expect(mergeOrders([order(), order({ use: 'reserves' })])).toHaveLength(2);
});

it('what goes to a customer is summed exactly by item, and what has gone of it', () => {
  const lines = [
    shipment('shipped', { quantity: ea('0.1') }),
    shipment('assigned', { shipment: 'SH-2', quantity: ea('0.2') }),
    shipment('loaded', { shipment: 'SH-3', customer: null }),
  ];
  expect(customerQuantities(lines, itemOf)).toEqual([
    { customer: 'pyrenees-aviation', item: 'BRACKET-100', quantity: ea('0.3'), shipped: ea('0.1') },
  ]);
});
