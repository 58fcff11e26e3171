import type { SystemSeen } from '../../contracts/system-health';
import { openLedger, type OpenLedger } from './open-ledger';
import { heldLot, parkedScrap } from './parked';

let open: OpenLedger;
beforeEach(async () => {
  open = await openLedger();
});
afterEach(() => open.close());

const NOW = new Date('2026-11-03T06:40:00Z');
const at = (seconds: number) => new Date(NOW.getTime() + seconds * 1000).toISOString();
const failure = { class: 'unknown-outcome', text: 'POST /stock-blocks: TIMEOUT' } as const;

const report = (process: string, systems: SystemSeen[], now = NOW) =>
  open.ledger.topologies.report({ process, version: 0, failure: null, systems }, now);
const healthOf = async (system: string, now = NOW) =>
  (await open.ledger.systemHealths(now)).find((one) => one.system === system);

it('lists every system of the topology; of what nobody has said it says nothing', async () => {
  const healths = await open.ledger.systemHealths(NOW);
  expect(healths.map(({ system }) => system)).toEqual([
    'erp',
    'plm',
    'qms',
    'wms',
    'mes-lyon',
    'mes-monterrey',
  ]);
  expect(healths.at(-1)).toEqual({
    system: 'mes-monterrey',
    roles: ['mes'],
    product: 'sandbox-mes',
    plant: 'monterrey',
    state: 'unknown',
    answeredAt: null,
    failedAt: null,
    failure: null,
    waiting: { targets: 0, oldestAt: null },
    parked: 0,
    exceptions: 0,
    backlog: null,
  });
});

it('goes by the newest answer and the newest failure of all who call a system, whoever tells first', async () => {
  await report('api', [{ system: 'erp', answeredAt: at(-30), failedAt: null, failure: null }]);
  expect(await healthOf('erp')).toMatchObject({ state: 'answering', answeredAt: at(-30), failedAt: null });
  await report('worker', [{ system: 'erp', answeredAt: at(-60), failedAt: at(-10), failure }]);
  const failing = { state: 'failing', answeredAt: at(-30), failedAt: at(-10), failure };
  expect(await healthOf('erp')).toMatchObject(failing);
  const older = { class: 'retryable', text: 'an older one' } as const;
  await report('api', [{ system: 'erp', answeredAt: at(-30), failedAt: at(-20), failure: older }]);
  expect(await healthOf('erp')).toMatchObject(failing);
  await report('api', [{ system: 'erp', answeredAt: at(-5), failedAt: at(-20), failure: older }]);
  expect(await healthOf('erp')).toMatchObject({ ...failing, state: 'answering', answeredAt: at(-5) });
  expect(await healthOf('erp', new Date(at(3_600)))).toMatchObject({ state: 'unknown' });
});

it('believes nobody whose clock is ahead', async () => {
  await report('worker', [{ system: 'erp', answeredAt: at(7_200), failedAt: null, failure: null }]);
  expect(await healthOf('erp')).toMatchObject({ answeredAt: at(0) });
});

it('counts what waits for a system, and for a person', async () => {
  await heldLot(open.ledger, NOW);
  await open.pool.query('update target set open_since = $1 where open', [NOW]);
  expect(await healthOf('wms')).toMatchObject({ waiting: { targets: 1, oldestAt: at(0) }, exceptions: 0 });
  await parkedScrap(open.ledger, NOW);
  expect(await healthOf('erp')).toMatchObject({ parked: 1, exceptions: 1 });
});

it('shows what waits at Temporal for a minute, and then no more', async () => {
  await open.ledger.tellBacklogs([{ system: 'erp', tasks: 12, oldestSeconds: 3.5 }], NOW);
  expect(await healthOf('erp', new Date(at(60)))).toMatchObject({
    backlog: { tasks: 12, oldestSeconds: 3.5 },
  });
  expect(await healthOf('erp', new Date(at(61)))).toMatchObject({ backlog: null });
});
