import type { ExceptionItem } from '../../contracts/exception';
import type { Readings } from '../../contracts/reconciliation';
import { ROLES_OF_SYSTEMS } from '../../contracts/topology';
import type { Reading, Result } from '../../contracts/result';
import type { Batch, Errand } from '../../contracts/step';
import { systemsFor } from '../../config/systems';
import { comeHome } from './come-home';
import { packageOf, requestPackage, withdraw } from './change-requests';
import { Factory, rollOn } from './factory';
import { demoTopology, openLedger, type OpenLedger } from './open-ledger';
import { decide, dispositionRequest, holdRequest, keyed, PERSON, place, receiveLot } from './requests';

const NOW = new Date('2026-11-03T06:40:00Z');
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);
const BATCH = 3;

let open: OpenLedger;
beforeEach(async () => {
  const topology = demoTopology();
  topology.systems.erp = { ...topology.systems.erp!, batch: BATCH };
  open = await openLedger(topology);
});
afterEach(() => open.close());

/** What a system says of what it is read for; nothing said: all is as it should be. */
type Says = (errand: Errand) => Partial<Reading>;
const asItShouldBe: Says = () => ({});

const readings = ({ errands }: Batch, says: Says, at: Date): Result[] =>
  errands.map((errand) => ({
    target: errand.target,
    generation: errand.generation,
    token: errand.token,
    outcome: 'observed',
    reading: {
      ...errand.desired,
      onHand: errand.desired.quantity,
      prior: null,
      cannotEnforce: null,
      evidence: 'as it is',
      ...says(errand),
    },
    askedAt: null,
    acknowledgedAt: null,
    at: at.getTime(),
  }));

/** Reads everything of a plant back, batch after batch, as the workflow does. */
async function reconcile(says: Says, now: Date, plant = 'lyon') {
  const batches: Batch[] = [];
  const drifted: string[] = [];
  let news: Readings = { plant, after: null, results: [] };
  for (;;) {
    const next = await open.ledger.reconcile(news, now);
    drifted.push(...next.drifted);
    if (next.batches.length === 0) break;
    batches.push(...next.batches);
    news = {
      plant,
      after: Object.fromEntries(next.batches.map(({ system, errands }) => [system, errands.at(-1)!.target])),
      results: next.batches.flatMap((batch) => readings(batch, says, now)),
    };
  }
  const names = batches.flatMap((batch) => batch.errands.map(({ target }) => target)).sort();
  return { batches, drifted, names };
}
/** What is read first in the ERP. */
async function firstBatch(now: Date): Promise<Batch> {
  const { batches } = await open.ledger.reconcile({ plant: 'lyon', after: { erp: '' }, results: [] }, now);
  return batches[0]!;
}
/** Brings that and asks for no more. */
const bring = async (results: readonly Result[], now: Date) =>
  (await open.ledger.reconcile({ plant: 'lyon', after: {}, results }, now)).drifted;

async function heldLot(lot: string, now = NOW): Promise<string> {
  await receiveLot(open.ledger, lot, '70', now);
  const { id } = await place(open.ledger, holdRequest([lot]), now);
  await comeHome(open.ledger, id, now);
  return id;
}
/** A hold that follows an order, which the plant's MES holds. */
async function heldOrder(order: string, now = NOW): Promise<string> {
  const { id } = await place(open.ledger, holdRequest([], { scope: { orders: [order] } }), now);
  await comeHome(open.ledger, id, now);
  return id;
}
const eventsOf = async (type: string) =>
  (await open.ledger.listEvents({ type, limit: 100, after: 0 })).events as {
    type: string;
    transaction: string;
    data: Record<string, unknown>;
  }[];
const targetsOf = async () =>
  (await open.pool.query('select id, generation, token, status, observed_at from target order by id')).rows;
const looksOf = async (subject: string) =>
  (await open.pool.query(`select from command where kind = 'look' and subject = $1`, [subject])).rowCount;

const FREED = { state: 'free', quantity: '0' } as const;

describe('what is read', () => {
  it('is everything that stands, in batches as large as each system takes', async () => {
    for (const number of [1, 2, 3, 4]) await heldLot(`PIN-10:L-${number}`);
    const { batches, names } = await reconcile(asItShouldBe, later(60));
    const lots = [1, 2, 3, 4].map((number) => `lot/PIN-10:L-${number}`);
    expect(names).toEqual(
      ['erp', 'mes-lyon', 'wms'].flatMap((system) => lots.map((lot) => `${system}/${lot}`)),
    );
    expect(batches.map(({ system, errands }) => [system, errands.length])).toEqual([
      ['erp', 3],
      ['mes-lyon', 4],
      ['wms', 4],
      ['erp', 1],
    ]);
    expect(new Set(batches.map(({ mode }) => mode))).toEqual(new Set(['read']));
  });

  it('of a plant is read in the systems that serve it, and nothing of another plant', async () => {
    await heldLot('PIN-10:L-1');
    const served = systemsFor(demoTopology(), ROLES_OF_SYSTEMS, ['monterrey']);
    expect(open.ledger.systemsToRead('monterrey')).toEqual(served);
    expect(served).not.toContain('mes-lyon');
    expect((await reconcile(asItShouldBe, later(60), 'monterrey')).names).toEqual([]);
  });

  it('is not what is on its way, free, or only tells people', async () => {
    await receiveLot(open.ledger, 'PIN-10:L-1', '70', NOW);
    const { id } = await place(open.ledger, holdRequest(['PIN-10:L-1']), NOW);
    expect((await reconcile(asItShouldBe, later(1))).names).toEqual([]);
    await comeHome(open.ledger, id, NOW);
    await decide(open.ledger, id, dispositionRequest('PIN-10:L-1', '70'), later(2));
    await comeHome(open.ledger, id, later(2));
    expect((await open.ledger.getHold(id))?.state).toBe('closed');
    expect((await reconcile(asItShouldBe, later(60))).names).toEqual([]);
  });

  it('changes nothing where nothing drifted', async () => {
    await heldLot('PIN-10:L-1');
    const before = await targetsOf();
    expect((await reconcile(asItShouldBe, later(60))).drifted).toEqual([]);
    expect(await targetsOf()).toEqual(before);
    expect(await eventsOf('interlock.drift.*')).toEqual([]);
  });
});

describe('a lot that somebody unblocked', () => {
  const LOT = 'PIN-10:L-1';
  const freedInErp: Says = ({ target }) => (target === `erp/lot/${LOT}` ? FREED : {});

  it('is asked for again under a new key, and reported', async () => {
    const id = await heldLot(LOT);
    const { drifted } = await reconcile(freedInErp, later(60));
    expect(drifted).toEqual([`erp/lot/${LOT}`]);
    const hold = (await open.ledger.getHold(id))!;
    expect(hold.containment).toBe('partial');
    expect(hold.targets.find(({ id: target }) => target === drifted[0])).toMatchObject({
      status: 'drifted',
      generation: 2,
      observedGeneration: 1,
    });
    expect(await looksOf(id)).toBe(1);
    const [found] = await eventsOf('interlock.drift.found.v1');
    expect(found).toMatchObject({
      transaction: hold.transaction,
      data: {
        system: 'erp',
        subject: { kind: 'lot', id: LOT },
        desired: { state: 'held', quantity: '70' },
        read: { state: 'free', quantity: '0', evidence: 'as it is' },
      },
    });
    expect(await eventsOf('interlock.quality-hold.breached.v1')).toHaveLength(1);
    expect(await open.ledger.countDrift()).toEqual([{ plant: 'lyon', system: 'erp', count: 1 }]);
    expect((await open.ledger.verifyAudit()).intact).toBe(true);

    await comeHome(open.ledger, id, later(61));
    expect((await open.ledger.getHold(id))?.containment).toBe('effective');
    expect((await reconcile(asItShouldBe, later(120))).drifted).toEqual([]);
  });

  it('breaches every hold that covers it, and wakes them all', async () => {
    const first = await heldLot(LOT);
    const { id: second } = await place(open.ledger, holdRequest([LOT]), later(1));
    await comeHome(open.ledger, second, later(1));
    await open.pool.query('delete from command');
    await reconcile(freedInErp, later(60));
    for (const id of [first, second]) {
      expect((await open.ledger.getHold(id))?.containment).toBe('partial');
      expect(await looksOf(id)).toBe(1);
    }
    expect(await eventsOf('interlock.drift.found.v1')).toHaveLength(1);
  });

  it('is one drift, though its reading is brought twice', async () => {
    await heldLot(LOT);
    const twice = readings(await firstBatch(later(60)), () => FREED, later(60));
    expect(await bring(twice, later(60))).toHaveLength(1);
    const before = await targetsOf();
    expect(await bring(twice, later(61))).toHaveLength(0);
    expect(await targetsOf()).toEqual(before);
    expect(await eventsOf('interlock.drift.found.v1')).toHaveLength(1);
  });

  it('is not one that was released while the system was read slowly', async () => {
    const id = await heldLot(LOT);
    const batch = await firstBatch(later(60));
    await decide(open.ledger, id, dispositionRequest(LOT, '70'), later(61));
    await comeHome(open.ledger, id, later(61));
    const { id: next } = await place(open.ledger, holdRequest([LOT]), later(62));
    await comeHome(open.ledger, next, later(62));
    const before = await targetsOf();
    await bring(
      readings(batch, () => FREED, later(61.5)),
      later(63),
    );
    expect(await targetsOf()).toEqual(before);
  });

  it('counts for nothing where the system gave no reading', async () => {
    await heldLot(LOT);
    const before = await targetsOf();
    const results: Result[] = [
      {
        target: `erp/lot/${LOT}`,
        generation: 1,
        token: 1,
        outcome: 'misconfigured',
        code: '401',
        text: 'who?',
        at: 0,
      },
    ];
    await bring(results, later(60));
    expect(await targetsOf()).toEqual(before);
  });
});

it('an order that somebody let go is held again by every hold that follows it, and not for one that does no more', async () => {
  const [first, second] = [await heldOrder('PO-9100'), await heldOrder('PO-9100')];
  const letGo: Says = () => ({ state: 'free', quantity: null });
  const ended = { orders: ['PO-9100'], reason: 'the wrong order' };
  await keyed(open.ledger, (tx) => open.ledger.endScope(tx, first, ended, PERSON, later(1)));
  await comeHome(open.ledger, first, later(1));
  expect((await reconcile(asItShouldBe, later(60))).names).toEqual(['mes-lyon/order/PO-9100']);
  expect((await reconcile(letGo, later(61))).drifted).toEqual(['mes-lyon/order/PO-9100']);
  expect((await open.ledger.getHold(second))?.containment).toBe('gated');
  expect(await comeHome(open.ledger, second, later(62))).toMatchObject({ containment: 'effective' });
  await keyed(open.ledger, (tx) => open.ledger.endScope(tx, second, ended, PERSON, later(63)));
  expect(await comeHome(open.ledger, second, later(63))).toMatchObject({ done: true });
  expect((await reconcile(letGo, later(120))).names).toEqual([]);
});

describe('a revision', () => {
  const ITEM = 'erp/item/PIN-10@lyon';
  let factory: Factory;
  beforeEach(() => {
    factory = new Factory();
  });
  const inErp =
    (state: Reading['state'], evidence: string): Says =>
    ({ target }) =>
      target === ITEM ? { state, evidence } : {};
  const exceptions = async (state: string) => (await open.ledger.listExceptions({ state, limit: 10 })).items;

  async function activated() {
    const { id } = await requestPackage(open.ledger, packageOf(), {}, NOW);
    expect(await rollOn(open.ledger, factory, id, NOW)).toMatchObject({ state: 'active' });
    return id;
  }

  it('that was switched by hand is shown to a person, once, and nothing is switched back', async () => {
    const id = await activated();
    const { names } = await reconcile(asItShouldBe, later(60));
    expect(names).toEqual(['erp', 'mes-lyon', 'plm', 'qms'].map((system) => `${system}/item/PIN-10@lyon`));
    for (const seconds of [120, 180]) await reconcile(inErp('undone', 'rev B active'), later(seconds));
    expect(await exceptions('open')).toMatchObject([
      {
        transaction: (await open.ledger.engineeringChanges.get(id))!.transaction,
        plant: 'lyon',
        system: 'erp',
        step: 'verify item',
        subject: { kind: 'item', id: 'PIN-10@lyon' },
        reason: { code: 'drifted', text: expect.stringContaining('rev B active') },
        payload: { desired: { state: 'active' }, read: { state: 'undone' } },
      },
    ]);
    expect(await eventsOf('interlock.drift.found.v1')).toHaveLength(1);
    expect(await rollOn(open.ledger, factory, id, later(181))).toMatchObject({ batches: [], done: true });
    expect((await targetsOf()).filter(({ status }) => status === 'drifted')).toEqual([
      expect.objectContaining({ id: ITEM, generation: 2 }),
    ]);
  });

  it('that is read right again closes its exception by itself', async () => {
    await activated();
    await reconcile(inErp('undone', 'rev B active'), later(60));
    await reconcile(asItShouldBe, later(120));
    expect(await exceptions('open')).toEqual([]);
    expect(await exceptions('closed')).toMatchObject([{ resolution: { action: 'healed' } }]);
    expect((await targetsOf()).filter(({ status }) => status === 'drifted')).toEqual([]);
    await reconcile(inErp('undone', 'rev B active'), later(180));
    expect(await exceptions('open')).toHaveLength(1);
    expect(await open.ledger.countDrift()).toEqual([{ plant: 'lyon', system: 'erp', count: 2 }]);
  });

  it('is read again when a person says so, and shown again where it is still wrong', async () => {
    await activated();
    await reconcile(inErp('undone', 'rev B active'), later(60));
    const [{ id }] = (await exceptions('open')) as [ExceptionItem];
    await keyed(open.ledger, (tx) =>
      open.ledger.resolveException(
        tx,
        id,
        { action: 'retry', reason: 'it was switched back', payload: null },
        PERSON,
        later(70),
      ),
    );
    expect(await exceptions('open')).toEqual([]);
    await reconcile(inErp('undone', 'rev B active'), later(120));
    expect(await exceptions('open')).toHaveLength(1);
    expect((await targetsOf()).filter(({ generation }) => generation !== 2)).toEqual([]);
  });

  it('that drifted while it waited is staged again by its saga', async () => {
    const dated = { kind: 'date', localDate: '2026-12-01', at: 'shift-start' } as const;
    const { id } = await requestPackage(
      open.ledger,
      packageOf(),
      { plants: [{ plant: 'lyon', effectivity: dated }] },
      NOW,
    );
    expect(await rollOn(open.ledger, factory, id, NOW)).toMatchObject({ state: 'staged' });
    const { drifted } = await reconcile(inErp('different', 'BOM line BAR-3: 0.1 MTR'), later(60));
    expect(drifted).toEqual([ITEM]);
    expect(await looksOf(`${id}/lyon`)).toBeGreaterThan(0);
    expect(await exceptions('open')).toEqual([]);
    expect(await rollOn(open.ledger, factory, id, later(61), { looked: true })).toMatchObject({
      state: 'staged',
    });
    expect((await targetsOf()).find((target) => target.id === ITEM)).toMatchObject({
      status: 'observed',
      generation: 2,
    });
  });

  it('is judged by what was activated last, though a later change was withdrawn', async () => {
    await activated();
    const next = packageOf([{ ...packageOf().items[0]!, from: 'C', to: 'D', latest: 'D' }]);
    const far = { kind: 'date', localDate: '2126-12-01', at: 'shift-start' } as const;
    const { id } = await requestPackage(
      open.ledger,
      next,
      { plants: [{ plant: 'lyon', effectivity: far }] },
      later(10),
    );
    expect(await rollOn(open.ledger, factory, id, later(10))).toMatchObject({ state: 'staged' });
    await withdraw(open.ledger, id, later(20));
    expect(await rollOn(open.ledger, factory, id, later(20))).toMatchObject({ state: 'withdrawn' });
    const { batches, drifted } = await reconcile(asItShouldBe, later(60));
    expect(drifted).toEqual([]);
    const [read] = batches.flatMap(({ errands }) => errands);
    expect(read).toMatchObject({ desired: { state: 'active' }, revision: { package: { to: 'C' } } });
    await reconcile(inErp('undone', 'rev B active'), later(120));
    expect(await exceptions('open')).toHaveLength(1);
  });
});
