import type { Stock } from '../../contracts/material';
import type { Ledger } from '../../ledger';
import { demoTopology, openLedger, type OpenLedger } from './open-ledger';
import { holdRequest, place, receiveLot, tell } from './requests';

const topology = demoTopology();
const PLATING = 'LYON-PLATING';
const CONSIGNED = 'LYON-CONSIGNMENT';
Object.assign(topology.plants.lyon!, { special: { [PLATING]: 'subcontractor', [CONSIGNED]: 'consignment' } });

let open: OpenLedger;
let ledger: Ledger;
beforeAll(async () => {
  open = await openLedger(topology);
  ledger = open.ledger;
});
afterAll(() => open.close());

let tests = 0;
let lot: string;
beforeEach(async () => {
  lot = `PIN-10:Z${++tests}`;
  await receiveLot(ledger, lot, '100');
});

const ea = (value: string) => ({ value, unit: 'EA' as const });
const moved = (from: string, to: string, value: string) =>
  tell(ledger, 'erp', 'erp.stock.moved.v1', {
    lot,
    plant: 'lyon',
    from,
    to,
    quantity: ea(value),
    status: 'unrestricted',
  });
const lies = async () => {
  const { stock } = (await ledger.getLot(lot)) as unknown as { stock: readonly Stock[] };
  return stock.map(({ location, quantity, special }) => [location, quantity, special]);
};
const maySend = async () => {
  const question = { lot, plant: 'lyon', action: 'ship', purpose: 'sale', quantity: null, to: null } as const;
  return (await ledger.releasability({ ...question, order: null, customer: null }, null, new Date()))
    .releasableQuantity.value;
};

it('what is with a subcontractor is the plant’s, and does not lie there: nobody may send it', async () => {
  await moved('A-01', PLATING, '60');
  expect(await lies()).toEqual([
    ['A-01', '40', null],
    [PLATING, '60', 'subcontractor'],
  ]);
  expect(await maySend()).toBe('40');
  await moved(PLATING, 'A-01', '60');
  expect(await maySend()).toBe('100');
});

it('a hold covers it, and says that no system stops what is done there', async () => {
  await moved('A-01', PLATING, '60');
  const hold = await place(ledger, holdRequest([lot]));
  expect(hold.lots).toMatchObject([{ lot, undecided: '100' }]);
  expect(hold.residual).toMatchObject([
    { lot, kind: 'staged', quantity: ea('60'), system: 'erp', reference: PLATING },
  ]);
  expect(await maySend()).toBe('0');
});

it('what is shipped from the plant is not taken from what is away', async () => {
  await moved('A-01', PLATING, '60');
  await tell(ledger, 'erp', 'erp.shipment.posted.v1', {
    shipment: `SH-${lot}`,
    customer: 'pyrenees-aviation',
    lines: [{ lot, quantity: ea('30') }],
  });
  expect(await lies()).toEqual([
    ['A-01', '10', null],
    [PLATING, '60', 'subcontractor'],
  ]);
});

it('what a supplier has on consignment lies at the plant, and is held there', async () => {
  await moved('A-01', CONSIGNED, '60');
  expect(await lies()).toContainEqual([CONSIGNED, '60', 'consignment']);
  expect(await maySend()).toBe('100');
  expect((await place(ledger, holdRequest([lot]))).residual).toEqual([]);
  expect(await maySend()).toBe('0');
});
