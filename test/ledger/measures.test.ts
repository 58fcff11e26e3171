import type { Result } from '../../contracts/result';
import { advance, comeHome, obliged } from './come-home';
import { packageOf, requestPackage } from './change-requests';
import { Factory, rollOn } from './factory';
import { openLedger, type OpenLedger } from './open-ledger';
import { heldLot, parkedScrap } from './parked';
import { holdRequest, keyed, PERSON, place, receiveLot } from './requests';

let open: OpenLedger;
beforeEach(async () => {
  open = await openLedger();
});
afterEach(() => open.close());

const NOW = new Date('2026-11-03T06:40:00Z');
const later = (seconds: number, since = NOW) => new Date(since.getTime() + seconds * 1000);

const bucketsOf = async (measure: string, plant = 'lyon') =>
  (await open.ledger.measures.buckets())
    .filter((bucket) => bucket.measure === measure && bucket.plant === plant)
    .map(({ label, le, count, sum }) => ({ label, le, count, sum }));
const addUp = () => Promise.all([open.ledger.measures.addUp(), open.ledger.measures.addUp()]);

describe('the propagation of holds', () => {
  it('is from acceptance until each system that must hold was read back, counted once', async () => {
    await receiveLot(open.ledger, 'PIN-10:L-1', '70', NOW);
    const { id } = await place(open.ledger, holdRequest(['PIN-10:L-1']), NOW);
    await addUp();
    expect(await bucketsOf('hold-propagation')).toEqual([]);
    await comeHome(open.ledger, id, later(3));
    await addUp();
    await addUp();
    const each = { le: 5, count: 1, sum: 3 };
    expect(await bucketsOf('hold-propagation')).toEqual([
      { label: 'erp', ...each },
      { label: 'mes-lyon', ...each },
      { label: 'wms', ...each },
    ]);
  });

  it('adds what comes later to what was counted', async () => {
    const two = ['PIN-10:L-1', 'PIN-10:L-2'];
    for (const lot of two) await receiveLot(open.ledger, lot, '70', NOW);
    for (const [index, lot] of two.entries()) {
      const { id } = await place(open.ledger, holdRequest([lot]), later(100 * index));
      await comeHome(open.ledger, id, later(101 * index + 3));
      await addUp();
    }
    expect((await bucketsOf('hold-propagation')).filter(({ label }) => label === 'erp')).toEqual([
      { label: 'erp', le: 5, count: 2, sum: 7 },
    ]);
  });
});

it("a rollout's steps are timed by the state that was left", async () => {
  const { id } = await requestPackage(open.ledger, packageOf(), {}, NOW);
  const factory = new Factory();
  await rollOn(open.ledger, factory, id, later(40));
  await addUp();
  await addUp();
  const steps = await bucketsOf('change-lead-time');
  expect(steps.map(({ label }) => label)).toEqual(['activating', 'checking', 'staged', 'staging']);
  expect(steps.every(({ count }) => count === 1)).toBe(true);
  expect(steps.find(({ label }) => label === 'checking')).toEqual({
    label: 'checking',
    le: 60,
    count: 1,
    sum: 40,
  });
});

it('what a saga itself reads to have drifted is counted, once', async () => {
  const { hold } = await heldLot(open.ledger, NOW);
  await comeHome(open.ledger, hold.id, later(1));
  // It is to be read a second time, as after a free whose outcome was unknown.
  await open.pool.query(`update target set read_first = true where system = 'erp'`);
  const { batches } = await advance(open.ledger, hold.id, later(2));
  const results = batches.flatMap((batch) => obliged(batch, later(3).getTime())).map(unheld);
  await advance(open.ledger, hold.id, later(3), { results });
  await advance(open.ledger, hold.id, later(4), { results });
  expect(await open.ledger.countDrift()).toEqual([{ plant: 'lyon', system: 'erp', count: 1 }]);
});
const unheld = (result: Result): Result =>
  result.outcome === 'observed'
    ? { ...result, reading: { ...result.reading, state: 'free', quantity: '0' } }
    : result;

describe('what is open', () => {
  const countsAt = (now: Date) => open.ledger.measures.counts(now);
  /** Since when something is not read back goes by the database's clock. */
  const openedAt = (at: Date) => open.pool.query('update target set open_since = $1 where open', [at]);

  it('targets by age, until they are read back', async () => {
    const { hold } = await heldLot(open.ledger, NOW);
    await openedAt(NOW);
    const erpAt = async (seconds: number) =>
      (await countsAt(later(seconds))).unconverged.filter(({ system }) => system === 'erp');
    const row = { plant: 'lyon', system: 'erp', count: 1 };
    expect(await erpAt(5)).toEqual([{ ...row, within: [1, 1, 1, 1], seconds: 5 }]);
    expect(await erpAt(60)).toEqual([{ ...row, within: [0, 1, 1, 1], seconds: 60 }]);
    expect(await erpAt(3_601)).toEqual([{ ...row, within: [0, 0, 0, 0], seconds: 3_601 }]);
    await comeHome(open.ledger, hold.id, later(4_001));
    expect((await countsAt(later(4_002))).unconverged).toEqual([]);
  });

  it('holds by containment, and since when the oldest was placed', async () => {
    const { hold } = await heldLot(open.ledger, NOW);
    const row = { plant: 'lyon', severity: 'critical', count: 1 };
    expect((await countsAt(later(8))).holds).toEqual([{ ...row, containment: 'gated', seconds: 8 }]);
    await comeHome(open.ledger, hold.id, later(1));
    expect((await countsAt(later(8))).holds).toMatchObject([{ ...row, containment: 'effective' }]);
  });

  it('exceptions, and releases that wait for a person', async () => {
    await parkedScrap(open.ledger, NOW);
    expect((await countsAt(later(30))).exceptions).toEqual([
      { plant: 'lyon', product_family: 'wing-bracket', system: 'erp', count: 1, seconds: 30 },
    ]);
  });

  it('a shipment whose authorization a hold revoked, until the hold is over or it has another', async () => {
    await receiveLot(open.ledger, 'PIN-10:L-9', '70', NOW);
    const asked = {
      shipment: 'SH-1',
      plant: 'lyon',
      customer: 'alpine-jets',
      lines: [{ lot: 'PIN-10:L-9', quantity: { value: '10', unit: 'EA' as const } }],
    };
    const authorize = () =>
      keyed(open.ledger, (tx) => open.ledger.authorizations.authorize(tx, asked, 0, PERSON, NOW));
    await authorize();
    expect((await countsAt(NOW)).blocked).toEqual([]);
    await place(open.ledger, holdRequest([{ lot: 'PIN-10:L-9', quantity: { value: '5', unit: 'EA' } }]), NOW);
    expect((await countsAt(NOW)).blocked).toEqual([{ plant: 'lyon', kind: 'shipment', count: 1 }]);
  });

  it('commands that wait, and the audit that is not sealed', async () => {
    await heldLot(open.ledger, NOW);
    const { commands, unsealed } = await countsAt(later(7));
    expect(commands).toEqual([{ count: 1, seconds: 7 }]);
    expect(unsealed).toEqual([{ seconds: 7 }]);
    await open.ledger.sealAudit(later(7));
    await open.ledger.sealAudit(later(8));
    expect((await countsAt(later(9))).unsealed).toEqual([{ seconds: null }]);
  });

  it('items whose systems do not all say what the plant builds, from the pivot on', async () => {
    const factory = new Factory();
    const { id } = await requestPackage(open.ledger, packageOf(), {}, NOW);
    await rollOn(open.ledger, factory, id, NOW);
    expect((await countsAt(NOW)).unsynchronised).toEqual([]);
    await open.pool.query(
      `update target set status = 'drifted' where system in ('erp', 'qms') and subject_kind = 'item'`,
    );
    expect((await countsAt(NOW)).unsynchronised).toEqual([{ plant: 'lyon', count: 1 }]);
  });
});
