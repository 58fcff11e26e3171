import type { OpenObject } from '../../contracts/assessment';
import type { Effectivity, EngineeringChange } from '../../contracts/engineering-change';
import type { RolloutStep } from '../../contracts/release';
import type { Ledger } from '../../ledger';
import { bracketAlone, ENGINEER, packageOf, requestPackage } from './change-requests';
import { advanceRollout, Factory, rollOn } from './factory';
import { openLedger, type OpenLedger } from './open-ledger';
import { keyed, receiveLot, tell } from './requests';
import { pin } from '../domain/change-package';

/** Each test has a ledger of its own: all of them change the same pin. */
let open: OpenLedger;
let ledger: Ledger;
let factory: Factory;
beforeEach(async () => {
  open = await openLedger();
  ledger = open.ledger;
  factory = new Factory();
});
afterEach(() => open.close());

const NOW = new Date('2026-11-03T06:40:00Z');
const after = (milliseconds: number, since = NOW) => new Date(since.getTime() + milliseconds);
/** How often what has no event is looked at, by the demo's topology. */
const LOOK_MS = 60_000;

const changeAt = (plant: string, effectivity: Effectivity, content = packageOf()) =>
  requestPackage(ledger, content, { plants: [{ plant, effectivity }] }, NOW);
const builds = async (plant: string, now: Date, at: Date | null = null) =>
  await ledger.engineeringChanges.itemRevision('PIN-10', plant, null, at, now);
const eventsOf = async ({ transaction }: EngineeringChange) =>
  (await ledger.listEvents({ transaction, limit: 100, after: 0 })).events.map(({ type }) => type);
const looksFor = async (change: EngineeringChange) =>
  (await open.pool.query(`select from command where kind = 'look' and subject = $1`, [`${change.id}/lyon`]))
    .rowCount;

const stock = (quantity: string, changes: Partial<OpenObject> = {}): OpenObject => ({
  object: 'stock',
  id: 'PIN-10:L-0416',
  item: 'PIN-10',
  revision: 'B',
  quantity,
  unit: 'EA',
  made: null,
  ...changes,
});

it('immediate: as soon as everything is staged and read again', async () => {
  const { id } = await changeAt('lyon', { kind: 'immediate' });
  expect(await rollOn(ledger, factory, id, NOW)).toMatchObject({ state: 'active', done: true });
});

describe('a date', () => {
  const dated = { kind: 'date', localDate: '2026-12-01', at: 'shift-start' } as const;

  it.each([
    ['lyon', '2026-12-01T04:30:00Z'],
    ['monterrey', '2026-12-01T12:00:00Z'],
  ])("at %s begins with its first shift by the plant's own clock, at %s", async (plant, instant) => {
    const { id } = await changeAt(plant, dated);
    const due = new Date(instant);
    const waits = await rollOn(ledger, factory, id, NOW, { plant });
    expect(waits).toMatchObject({ state: 'staged', wakeAt: due.getTime() });
    expect(await rollOn(ledger, factory, id, after(-1, due), { plant })).toMatchObject({ state: 'staged' });
    expect(await builds(plant, after(-1, due))).toMatchObject({ revision: 'B', buildable: true });
    expect(await rollOn(ledger, factory, id, due, { plant })).toMatchObject({ state: 'active' });
    expect(await builds(plant, due)).toMatchObject({ revision: 'C', buildable: true });
  });

  it('to come is told to who asks what will be built then', async () => {
    const { id } = await changeAt('lyon', dated);
    await rollOn(ledger, factory, id, NOW);
    const due = new Date('2026-12-01T04:30:00Z');
    expect(await builds('lyon', NOW, after(-1, due))).toMatchObject({ revision: 'B' });
    expect(await builds('lyon', NOW, due)).toMatchObject({ revision: 'C' });
  });

  it('is not passed on what was read before it: every system is read again, and the ERP asked again', async () => {
    const { id } = await changeAt('lyon', dated);
    await rollOn(ledger, factory, id, NOW);
    const step = await advanceRollout(ledger, id, 'lyon', new Date('2026-12-01T04:30:00Z'));
    expect(step.state).toBe('staged');
    expect(step.batches.map(({ system, mode }) => `${mode} ${system}`).sort()).toEqual([
      'read erp',
      'read mes-lyon',
      'read plm',
      'read qms',
    ]);
    expect(step.questions.map(({ system }) => system)).toEqual(['erp']);
  });
});

describe('a condition', () => {
  /** Who is to be asked is looked at again after a while, and then only. */
  const stillWaits = async (change: EngineeringChange, why: RegExp): Promise<void> => {
    const waits = await rollOn(ledger, factory, change.id, NOW);
    expect(waits).toMatchObject({ state: 'staged', wakeAt: after(LOOK_MS).getTime() });
    expect(waits.waitsFor).toMatch(why);
    expect(await rollOn(ledger, factory, change.id, after(LOOK_MS))).toMatchObject({ state: 'staged' });
  };
  const goesOn = async ({ id }: EngineeringChange): Promise<void> => {
    expect(await rollOn(ledger, factory, id, after(2 * LOOK_MS))).toMatchObject({ state: 'active' });
  };

  it('use-up: when the plant has no stock of the old revision left', async () => {
    factory.objects = [stock('40'), stock('7', { revision: 'C', id: 'PIN-10:L-0500' })];
    const change = await changeAt('lyon', { kind: 'use-up' });
    await stillWaits(change, /used up/);
    factory.objects = [stock('7', { revision: 'C', id: 'PIN-10:L-0500' })];
    await goesOn(change);
  });

  it('use-up: what an event says of the item is looked at at once', async () => {
    await receiveLot(ledger, 'PIN-10:L-0416');
    factory.objects = [stock('70')];
    const change = await changeAt('lyon', { kind: 'use-up' });
    await stillWaits(change, /used up/);
    const before = (await looksFor(change)) ?? 0;
    await tell(ledger, 'erp', 'erp.stock.adjusted.v1', {
      lot: 'PIN-10:L-0416',
      plant: 'lyon',
      from: 'A-01',
      to: null,
      quantity: { value: '70', unit: 'EA' },
      status: 'unrestricted',
    });
    expect(await looksFor(change)).toBe(before + 1);
    factory.objects = [];
    const step = await rollOn(ledger, factory, change.id, after(LOOK_MS + 1), { looked: true });
    expect(step).toMatchObject({ state: 'active' });
  });

  it('serial: when the next piece is that serial, and the MES is told of it when it stages', async () => {
    const effectivity = { kind: 'serial', item: 'BRACKET-100', from: 'BRACKET-100:SN-1004' } as const;
    factory.facts.mes = { nextSerial: 'BRACKET-100:SN-1003' };
    const change = await changeAt('lyon', effectivity, packageOf([bracketAlone()]));
    const assessments = (await advanceRollout(ledger, change.id, 'lyon', NOW)).questions.map((question) =>
      factory.assess(question),
    );
    const staging = await advanceRollout(ledger, change.id, 'lyon', NOW, { assessments });
    expect(serialsIn(staging)).toEqual(['BRACKET-100:SN-1004']);
    const results = staging.batches.flatMap((batch) => factory.bring(batch, NOW.getTime()));
    await advanceRollout(ledger, change.id, 'lyon', NOW, { results });
    await stillWaits(change, /serial/);
    factory.facts.mes = { nextSerial: 'BRACKET-100:SN-1004' };
    await goesOn(change);
  });

  it('next-lot: when no lot of the old revision is in the making', async () => {
    factory.facts.mes = { openLots: ['PIN-10:L-0418'] };
    const change = await changeAt('lyon', { kind: 'next-lot' });
    await stillWaits(change, /lot in the making/);
    factory.facts.mes = {};
    await goesOn(change);
  });
});

const serialsIn = ({ batches }: RolloutStep) => [
  ...new Set(batches.flatMap(({ errands }) => errands.map(({ revision }) => revision?.fromSerial))),
];

describe('before the pivot', () => {
  const undecided = { classes: { inStock: null, inProgress: null, onOrder: null } };
  const decide = (change: string, decision: 'sort' | 'hold', quantityAssessed: string) =>
    keyed(ledger, (tx) =>
      ledger.engineeringChanges.decide(
        tx,
        change,
        { object: 'stock', id: 'PIN-10:L-0416', plant: 'lyon', decision, quantityAssessed },
        ENGINEER,
        NOW,
      ),
    );

  it('what nobody has decided is waited for, and what has changed since is decided again', async () => {
    factory.objects = [stock('70')];
    const { id } = await changeAt('lyon', { kind: 'immediate' }, packageOf([pin()], undecided));
    const waits = await rollOn(ledger, factory, id, NOW);
    expect(waits).toMatchObject({ state: 'staged', waitsFor: expect.stringMatching(/stock PIN-10:L-0416/) });
    expect((await ledger.engineeringChanges.get(id))!.affected).toMatchObject([
      { decision: null, stale: false },
    ]);

    factory.objects = [stock('69')];
    await decide(id, 'sort', '70');
    expect(await rollOn(ledger, factory, id, NOW, { looked: true })).toMatchObject({
      state: 'staged',
      waitsFor: expect.stringMatching(/changed since/),
    });
    expect((await ledger.engineeringChanges.get(id))!.affected).toMatchObject([
      { decision: 'sort', stale: true },
    ]);

    await decide(id, 'sort', '69');
    expect(await rollOn(ledger, factory, id, NOW, { looked: true })).toMatchObject({ state: 'active' });
  });

  it('a decision that became stale while the change waited blocks it, though it was good when it was made', async () => {
    factory.objects = [stock('70')];
    const dated = { kind: 'date', localDate: '2026-12-01', at: 'shift-start' } as const;
    const { id } = await changeAt('lyon', dated, packageOf([pin()], undecided));
    await rollOn(ledger, factory, id, NOW);
    await decide(id, 'sort', '70');
    await rollOn(ledger, factory, id, NOW, { looked: true });
    factory.objects = [stock('30')];
    expect(await rollOn(ledger, factory, id, new Date('2026-12-01T04:30:00Z'))).toMatchObject({
      state: 'staged',
      waitsFor: expect.stringMatching(/changed since/),
    });
  });

  it('stock that is to be held is held by the transaction that passes it', async () => {
    await receiveLot(ledger, 'PIN-10:L-0416');
    factory.objects = [stock('70')];
    const { id } = await changeAt('lyon', { kind: 'immediate' }, packageOf([pin()], undecided));
    await rollOn(ledger, factory, id, NOW);
    const gate = async () =>
      await ledger.releasability(
        {
          lot: 'PIN-10:L-0416',
          plant: 'lyon',
          action: 'ship',
          purpose: 'sale',
          quantity: null,
          to: null,
          order: null,
          customer: null,
        },
        null,
        NOW,
      );
    await decide(id, 'hold', '70');
    expect(await gate()).toMatchObject({ releasable: true });
    expect(await rollOn(ledger, factory, id, NOW, { looked: true })).toMatchObject({ state: 'active' });
    expect(await gate()).toMatchObject({
      releasable: false,
      blockedBy: [{ reason: 'engineering-change' }],
    });
  });

  it('an order that is to be held is held at its MES by the transaction that passes it', async () => {
    factory.objects = [{ ...stock('600'), object: 'order', id: 'PO-7001', made: '0' }];
    const held = { classes: { ...undecided.classes, inProgress: 'hold' as const } };
    const { id } = await changeAt('lyon', { kind: 'immediate' }, packageOf([pin()], held));
    expect(await rollOn(ledger, factory, id, NOW)).toMatchObject({ state: 'active' });
    const { items } = await ledger.listHolds({ limit: 10 });
    expect(items).toMatchObject([
      {
        reason: { code: 'engineering-change' },
        targets: expect.arrayContaining([
          expect.objectContaining({
            system: 'mes-lyon',
            subject: { kind: 'order', id: 'PO-7001' },
            desired: { state: 'held', quantity: null },
          }),
        ]),
      },
    ]);
  });

  it.each(['erp', 'mes-lyon', 'qms', 'plm'])(
    'what drifted in %s meanwhile is staged again',
    async (system) => {
      const dated = { kind: 'date', localDate: '2026-12-01', at: 'shift-start' } as const;
      const change = await changeAt('lyon', dated);
      await rollOn(ledger, factory, change.id, NOW);
      factory.says.set(`${system}/item/PIN-10@lyon`, 'undone');
      const due = new Date('2026-12-01T04:30:00Z');
      expect(await rollOn(ledger, factory, change.id, due)).toMatchObject({ state: 'active' });
      expect(await eventsOf(change)).toEqual(
        ['requested', 'accepted', 'staged', 'drifted', 'staged', 'pivot-passed', 'activated'].map(
          (past) => `interlock.engineering-change.${past}.v1`,
        ),
      );
    },
  );

  it('a period that was closed since is waited for, until it is open', async () => {
    const dated = { kind: 'date', localDate: '2026-12-01', at: 'shift-start' } as const;
    const due = new Date('2026-12-01T04:30:00Z');
    const { id } = await changeAt('lyon', dated);
    await rollOn(ledger, factory, id, NOW);
    factory.facts.erp = { blocked: 'stocktaking until Friday' };
    expect(await rollOn(ledger, factory, id, due)).toMatchObject({
      state: 'staged',
      waitsFor: expect.stringMatching(/stocktaking until Friday/),
      wakeAt: after(LOOK_MS, due).getTime(),
    });
    factory.facts.erp = {};
    expect(await rollOn(ledger, factory, id, after(LOOK_MS, due))).toMatchObject({ state: 'active' });
  });
});
