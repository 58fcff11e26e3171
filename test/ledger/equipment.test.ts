import type { Hold } from '../../contracts/hold';
import type { Ledger } from '../../ledger';
import { comeHome } from './come-home';
import { demoTopology, openLedger, type OpenLedger } from './open-ledger';
import { tell } from './requests';

let open: OpenLedger;
let ledger: Ledger;
beforeAll(async () => {
  const reason = { code: 'calibration', text: 'out of calibration' };
  const severity = 'major' as const;
  const triggers = [
    {
      state: 'out-of-calibration',
      workCentre: 'CNC-9',
      severity: 'critical' as const,
      reason,
      lookBackHours: 0,
    },
    { state: 'out-of-calibration', plant: 'lyon', severity, reason, lookBackHours: 2 },
  ];
  open = await openLedger({ ...demoTopology(), triggers });
  ledger = open.ledger;
});
afterAll(() => open.close());

let tests = 0;
beforeEach(() => tests++);
const centre = () => `CNC-T${tests}`;
const at = (hour: number) => `2026-11-03T${String(hour).padStart(2, '0')}:00:00.000Z`;
const BAD = 'out-of-calibration';

const state = (name: string, hour: number, workCentre = centre(), plant = 'lyon') =>
  tell(ledger, `mes-${plant}`, 'mes.equipment.state-changed.v1', {
    plant,
    workCentre,
    state: name,
    since: at(hour),
  });
const makes = (lot: string, hour: number) =>
  tell(ledger, 'mes-lyon', 'mes.material.consumed.v1', {
    plant: 'lyon',
    order: 'PO-7001',
    workCentre: centre(),
    occurredAt: at(hour),
    consumed: [],
    produced: [{ lot: `PIN-10:T${tests}-${lot}`, quantity: { value: '70', unit: 'EA' } }],
  });
/** Holds over the work centre, the first window first. */
async function holds(workCentre = centre()): Promise<Hold[]> {
  const { items } = await ledger.listHolds({ limit: 500 });
  return items
    .filter(({ scope }) => scope.workCentres?.some(({ id }) => id === workCentre))
    .sort((a, b) => (a.scope.workCentres![0]!.from < b.scope.workCentres![0]!.from ? -1 : 1));
}
const windows = async () =>
  (await holds()).map(({ scope }) => scope.workCentres!.map(({ from, to }) => [from, to])).flat();
const heldLots = async () =>
  (await holds()).map(({ lots }) => lots.map(({ lot }) => lot.replace(`PIN-10:T${tests}-`, '')));

it('a state that the topology names holds what the work centre made since, and some hours before', async () => {
  for (const hour of [3, 4, 6]) await makes(String(hour), hour);
  await state(BAD, 6);
  await makes('later', 9);
  expect(await heldLots()).toEqual([['4', '6', 'later']]);
  expect((await holds())[0]).toMatchObject({
    plant: 'lyon',
    severity: 'major',
    placedBy: { id: 'mes-lyon' },
    nonconformance: null,
    reason: { code: 'calibration', text: `out of calibration (${BAD} since ${at(6)})` },
    scope: { workCentres: [{ id: centre(), from: at(4), to: null }], future: true },
  });
});

it('the first trigger that fits counts, at any plant that it does not name otherwise', async () => {
  await state(BAD, 6, 'CNC-9', 'monterrey');
  expect(await holds('CNC-9')).toMatchObject([{ severity: 'critical', plant: 'monterrey' }]);
  await state(BAD, 6, centre(), 'monterrey');
  await state('cleaning', 6);
  expect(await holds()).toEqual([]);
});

it('the same state told again places no second hold', async () => {
  await state(BAD, 6);
  await state(BAD, 6);
  expect(await windows()).toEqual([[at(4), null]]);
});

it('a state that ends closes the window and frees nothing', async () => {
  await makes('A', 7);
  await state(BAD, 6);
  await state('in-calibration', 8);
  await makes('B', 9);
  await makes('C', 8);
  expect(await windows()).toEqual([[at(4), at(8)]]);
  expect(await heldLots()).toEqual([['A', 'C']]);
  const [hold] = await holds();
  expect(hold).toMatchObject({ state: 'open', lots: [{ undecided: '0' }, { undecided: '0' }] });
});

it('an end that is told before its beginning makes the same window', async () => {
  await state('in-calibration', 8);
  await state(BAD, 6);
  for (const hour of [7, 9]) await makes(String(hour), hour);
  expect(await windows()).toEqual([[at(4), at(8)]]);
  expect(await heldLots()).toEqual([['7']]);
});

it('whatever the order in which states are told, the windows are the same', async () => {
  const told: [string, number][] = [
    [BAD, 6],
    ['in-calibration', 8],
    [BAD, 12],
    ['in-calibration', 14],
  ];
  const expected = [
    [at(4), at(8)],
    [at(10), at(14)],
  ];
  for (const order of permutations(told)) {
    tests++;
    for (const [name, hour] of order) await state(name, hour);
    expect([order, await windows()]).toEqual([order, expected]);
  }
});

it('a hold whose state has ended and under which nothing was made is closed once the MES has said so', async () => {
  await state(BAD, 6);
  const [hold] = await holds();
  expect(await comeHome(ledger, hold!.id)).toMatchObject({ state: 'open' });
  await state('in-calibration', 8);
  expect(await comeHome(ledger, hold!.id)).toMatchObject({ state: 'closed', done: true });
});

it('a MES is not heard of the work centres of another plant', async () => {
  const told = tell(ledger, 'mes-monterrey', 'mes.equipment.state-changed.v1', {
    plant: 'lyon',
    workCentre: centre(),
    state: BAD,
    since: at(6),
  });
  await expect(told).rejects.toMatchObject({ code: 'event-not-accepted' });
  await expect(state(BAD, 6, centre(), 'nowhere')).rejects.toMatchObject({ code: 'unknown-plant' });
});

function permutations<T>(values: readonly T[]): T[][] {
  if (values.length === 0) return [[]];
  return values.flatMap((value, index) =>
    permutations(values.toSpliced(index, 1)).map((rest) => [value, ...rest]),
  );
}
