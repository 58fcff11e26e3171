import type { Topology } from '../../contracts/topology';
import { advance, comeHome, obliged } from './come-home';
import { demoTopology, openLedger, type OpenLedger } from './open-ledger';
import { comeHomeBut, heldLot } from './parked';
import { advanceOrder, dispatch, goOn, ShopFloorDouble } from './shop-floor';
import { holdRequest, place } from './requests';

const NOW = new Date('2026-11-24T08:00:00Z');
const after = (seconds: number, since = NOW) => new Date(since.getTime() + seconds * 1_000);

const topology = (): Topology => ({
  ...demoTopology(),
  tiers: {
    flight: {
      escalateAfterMinutes: [15],
      objectives: {
        propagation: { seconds: 10, share: 0.9 },
        release: { seconds: 60, share: 0.5 },
      },
    },
  },
});

let open: OpenLedger;
beforeEach(async () => {
  open = await openLedger(topology());
});
afterEach(() => open.close());

const counted = async (objective: string, now: Date) => {
  const found = (await open.ledger.objectives.measured(now)).find((one) => one.objective === objective)!;
  return { good: found.good, bad: found.bad };
};

describe('the objective of propagation', () => {
  it('counts each required target of a hold that is observed in time, once', async () => {
    const { hold } = await heldLot(open.ledger, NOW);
    expect(await counted('propagation', after(5))).toEqual({ good: 0, bad: 0 });
    await comeHome(open.ledger, hold.id, after(6));
    // ERP, WMS and the MES of the plant; the QMS is told, and nothing is promised of that.
    expect(await counted('propagation', after(7))).toEqual({ good: 3, bad: 0 });
    await Promise.all([1, 2, 3].map(() => open.ledger.objectives.judge(after(8))));
    expect(await counted('propagation', after(100))).toEqual({ good: 3, bad: 0 });
  });

  it('counts what is not observed when its time is over at once, and leaves it at that when it comes late', async () => {
    const { hold } = await heldLot(open.ledger, NOW);
    await comeHomeBut(open.ledger, hold.id, ({ system }) => system === 'erp', after(1));
    expect(await counted('propagation', after(10))).toEqual({ good: 2, bad: 0 });
    expect(await counted('propagation', after(11))).toEqual({ good: 2, bad: 1 });
    await comeHome(open.ledger, hold.id, after(3_600));
    expect(await counted('propagation', after(3_601))).toEqual({ good: 2, bad: 1 });
  });

  it('counts what was late though nobody looked meanwhile', async () => {
    const { hold } = await heldLot(open.ledger, NOW);
    await comeHome(open.ledger, hold.id, after(11));
    expect(await counted('propagation', after(12))).toEqual({ good: 0, bad: 3 });
  });

  it('takes what systems hold already, for another hold, as observed when it is accepted', async () => {
    const { lot, hold } = await heldLot(open.ledger, NOW);
    await comeHome(open.ledger, hold.id, after(1));
    await place(open.ledger, holdRequest([lot]), after(100));
    expect(await counted('propagation', after(101))).toEqual({ good: 6, bad: 0 });
  });

  it('is not moved by what happens to a target after it was observed for the hold', async () => {
    const { hold } = await heldLot(open.ledger, NOW);
    await comeHome(open.ledger, hold.id, after(1));
    await open.pool.query('update target set generation = generation + 1, observed_at = $1', [after(500)]);
    expect(await counted('propagation', after(600))).toEqual({ good: 3, bad: 0 });
  });

  it('does not take an answer to an earlier generation for one to its own', async () => {
    const { lot, hold } = await heldLot(open.ledger, NOW);
    const step = await advance(open.ledger, hold.id, NOW);
    // More of the lot comes while systems are asked: what they answer is not about this.
    await open.pool.query('update target set generation = 2 where lot = $1', [lot]);
    await open.pool.query('update stake set generation = 2');
    await advance(open.ledger, hold.id, after(1), {
      results: step.batches.flatMap((batch) => obliged(batch, after(1).getTime())),
    });
    expect(await counted('propagation', after(2))).toEqual({ good: 0, bad: 0 });
    expect(await counted('propagation', after(11))).toEqual({ good: 0, bad: 3 });
  });
});

describe('the objective of release', () => {
  const order = async (systems: ShopFloorDouble, requested = NOW) => {
    const { id } = await dispatch(open.ledger, systems, requested);
    return id;
  };

  it('counts an order that is released in time, and one that is late as soon as it is', async () => {
    const quick = new ShopFloorDouble();
    await goOn(open.ledger, quick, await order(quick), after(59));
    const slow = new ShopFloorDouble();
    slow.refusal = 'BUSY';
    const late = await order(slow);
    await goOn(open.ledger, slow, late, after(1));
    expect(await counted('release', after(60))).toEqual({ good: 1, bad: 0 });
    expect(await counted('release', after(61))).toEqual({ good: 1, bad: 1 });
    await advanceOrder(open.ledger, late, after(62));
    expect(await counted('release', after(4_000))).toEqual({ good: 1, bad: 1 });
  });

  it('counts neither an order that waits by a rule when its time is over, nor one that is refused', async () => {
    const waiting = new ShopFloorDouble();
    waiting.floor = { ...waiting.floor, startsStopped: true };
    expect(await goOn(open.ledger, waiting, await order(waiting), after(1))).toMatchObject({
      state: 'waiting',
    });
    const unknown = new ShopFloorDouble();
    unknown.planned = null;
    expect(await goOn(open.ledger, unknown, await order(unknown), after(1))).toMatchObject({
      state: 'refused',
    });
    expect(await counted('release', after(61))).toEqual({ good: 0, bad: 0 });
    waiting.floor = { ...waiting.floor, startsStopped: false };
    expect(await counted('release', after(10_000))).toEqual({ good: 0, bad: 0 });
  });
});

it('says what is promised, what came of it by plant, and how much of the budget is left', async () => {
  const { hold } = await heldLot(open.ledger, NOW);
  await comeHomeBut(open.ledger, hold.id, ({ system }) => system === 'erp', after(1));
  const [propagation, release] = await open.ledger.objectives.measured(after(60));
  expect(propagation).toEqual({
    objective: 'propagation',
    tier: 'flight',
    share: 0.9,
    seconds: 10,
    windowDays: 28,
    good: 2,
    bad: 1,
    measured: 2 / 3,
    // A tenth of three may be bad, and one is: more than three times as many.
    budget: { allowed: expect.closeTo(0.3), left: expect.closeTo(-2.333, 2) },
    plants: [
      { plant: 'lyon', good: 2, bad: 1, measured: 2 / 3 },
      { plant: 'monterrey', good: 0, bad: 0, measured: null },
    ],
  });
  expect(release).toMatchObject({
    good: 0,
    bad: 0,
    measured: null,
    budget: { allowed: 0, left: null },
  });
  // Four weeks later it is no longer in the window; what Prometheus counts only grows.
  const later = await open.ledger.objectives.measured(after(29 * 86_400));
  expect(later[0]).toMatchObject({ good: 0, bad: 0 });
  expect(await open.ledger.objectives.tallies(null)).toContainEqual({
    objective: 'propagation',
    tier: 'flight',
    plant: 'lyon',
    good: 2,
    bad: 1,
  });
});

it('promises nothing of a family without a tier, and does not look at its holds again', async () => {
  const none = topology();
  open.ledger.goBy({ ...none, productFamilies: { 'wing-bracket': { text: 'Wing bracket' } } });
  const { hold } = await heldLot(open.ledger, NOW);
  await comeHome(open.ledger, hold.id, after(100));
  expect(await counted('propagation', after(100))).toEqual({ good: 0, bad: 0 });
  const unjudged = await open.pool.query(
    'select from stake where accepted_at is not null and judged_at is null',
  );
  expect(unjudged.rowCount).toBe(0);
});
