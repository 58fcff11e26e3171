import Big from 'big.js';
import { conforms } from '../../sandbox/core/inspection-plan';
import { measuredPieces } from '../../sandbox/core/measurements';
import { enterprise } from '../../sandbox/data/enterprise';
import { pin } from '../../sandbox/data/revisions';
import { sandbox } from './start';

const { lots, productions, shipments } = enterprise(new Date('2026-11-02T08:00:00Z'));
const itemOf = (lot: string) => lot.split(':')[0];
const sum = (values: string[]) => values.reduce((total, value) => total.plus(value), new Big('0'));

const RECEIVED: Record<string, string> = { 'BAR-3': '90', 'PLATE-7': '400' };

describe('the demo enterprise adds up', () => {
  it.each(lots.map(({ lot, quantity }) => [lot, quantity]))(
    '%s: what came in, less what left, is %s',
    (lot, quantity) => {
      const made = productions.find((one) => one.lot === lot)?.quantity ?? RECEIVED[itemOf(lot)!]!;
      const used = productions.flatMap(({ consumed }) => consumed).filter((one) => one.lot === lot);
      const shipped = shipments.filter(({ state }) => state === 'shipped').flatMap(({ lines }) => lines);
      const left = new Big(made).minus(
        sum([...used, ...shipped.filter((one) => one.lot === lot)].map((one) => one.quantity)),
      );
      expect(left.toFixed()).toBe(quantity);
    },
  );

  it.each(productions.map((one) => [one.lot, one] as const))(
    '%s was made of what it takes',
    (_lot, { lot, quantity, consumed }) => {
      const used = (item: string) =>
        sum(consumed.filter((one) => itemOf(one.lot) === item).map((one) => one.quantity)).toFixed();
      const times = (each: string) => new Big(quantity).times(each).toFixed();
      if (itemOf(lot) === 'PIN-10') expect(used('BAR-3')).toBe(times('0.06'));
      else expect([used('PIN-10'), used('PLATE-7')]).toEqual([times('6'), times('2')]);
    },
  );
});

it('the real measurements fail as the contract says: pin 66 by B; pins 2, 3, 9 and 66 by C', () => {
  const failing = (revision: string, lower: string) =>
    measuredPieces()
      .filter((piece) => !conforms(pin(revision, lower).plan!, piece))
      .map(({ piece }) => piece);
  expect(measuredPieces()).toHaveLength(70);
  expect(failing('B', '9.95')).toEqual(['66']);
  expect(failing('C', '9.96')).toEqual(['2', '3', '9', '66']);
});

it('each system knows its part: items, orders, exposure, what a work centre made', async () => {
  const [erp, mes, wms, plm] = await Promise.all([
    sandbox('erp'),
    sandbox('mes'),
    sandbox('wms'),
    sandbox('plm'),
  ]);
  expect(await erp.state()).toMatchObject({
    orders: { 'PO-7001': { state: 'in progress', revision: 'B' }, 'PO-7102': { plant: 'monterrey' } },
    items: {
      'PIN-10@lyon': { active: 'B', usable: ['B'], staged: null },
      'PIN-10@monterrey': { active: 'B' },
    },
  });
  const { orders, items } = await mes.state<{ orders: object; items: object }>();
  expect(Object.keys(orders)).toEqual(['PO-7001', 'PO-7002']);
  expect(Object.keys(items)).toContain('BRACKET-100@lyon');
  expect(await plm.state()).toMatchObject({
    changes: { 'ECO-1042': { affectedItems: [{ item: 'PIN-10', to: 'C' }] } },
  });

  const window = new URLSearchParams({
    from: new Date(Date.now() - 8 * 3_600_000).toISOString(),
    to: new Date().toISOString(),
  });
  const output = await mes.get<{ lots: { lot: string }[] }>(
    `/work-centres/CNC-2/output?${window.toString()}`,
  );
  expect(output.body.lots.map(({ lot }) => lot)).toEqual(['PIN-10:L-0415', 'PIN-10:L-0416', 'PIN-10:L-0417']);

  const asked = ['BRACKET-100:L-0101', 'BRACKET-100:L-0102', 'PIN-10:L-0412', 'PLATE-7:L-0303'];
  const exposed = await erp.post<{ exposures: object[] }>('/exposure-queries', { lots: asked });
  expect(exposed.body.exposures).toMatchObject([
    { lot: 'BRACKET-100:L-0101', quantity: '50', situation: 'shipped', customer: 'atlantic-aerostructures' },
    { lot: 'BRACKET-100:L-0102', quantity: '30', situation: 'assigned' },
    { lot: 'PIN-10:L-0412', quantity: '1200', situation: 'in transit' },
    { lot: 'PLATE-7:L-0303', quantity: '100', situation: 'issued to order' },
    { lot: 'PLATE-7:L-0303', quantity: '100', situation: 'reserved for order', document: 'PO-7101' },
    { lot: 'PLATE-7:L-0303', quantity: '200', situation: 'reserved for order', document: 'PO-7102' },
  ]);
  await wms.post('/shipments/SH-8802/pick', {});
  const inHand = await wms.post<{ exposures: object[] }>('/exposure-queries', { lots: asked });
  expect(inHand.body.exposures).toMatchObject([
    { lot: 'BRACKET-100:L-0102', quantity: '30', step: 'picked', shipment: 'SH-8802' },
  ]);
});
