import type { OrderStep } from '../../contracts/order-step';
import type { ProductionOrder } from '../../contracts/production-order';
import type { Ledger } from '../../ledger';
import { openLedger, type OpenLedger } from './open-ledger';
import { decide, dispositionRequest, holdRequest, keyed, PERSON, place, tell } from './requests';
import { comeHome } from './come-home';
import { advanceOrder, dispatch, goOn, ITEM, PLANNER, ShopFloorDouble } from './shop-floor';

const NOW = new Date('2026-11-24T08:00:00Z');
const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);

describe('a production order', () => {
  let open: OpenLedger;
  let ledger: Ledger;
  beforeAll(async () => {
    open = await openLedger();
    ledger = open.ledger;
  });
  afterAll(() => open.close());

  const get = async (id: string): Promise<ProductionOrder> => (await ledger.orders.get(id))!;
  const told = (
    type: 'erp.order.released.v1' | 'erp.order.changed.v1' | 'erp.order.cancelled.v1',
    systems: ShopFloorDouble,
  ) => {
    const { item, revision, quantity } = systems.planned!;
    const counted = { value: quantity, unit: 'EA' as const };
    return tell(
      ledger,
      'erp',
      type,
      { order: systems.id, plant: 'lyon', item, revision, quantity: counted },
      later(1),
    );
  };
  const progressed = (systems: ShopFloorDouble, state: string, good: string, scrapped = '0') =>
    tell(
      ledger,
      'mes-lyon',
      'mes.order.progressed.v1',
      {
        plant: 'lyon',
        order: systems.id,
        state,
        good,
        scrapped,
      },
      later(1),
    );
  const events = async ({ transaction }: ProductionOrder) =>
    (await ledger.listEvents({ after: 0, transaction, limit: 100 })).events.map(({ type }) => type);
  const released = async (systems: ShopFloorDouble) => {
    const { id } = await dispatch(ledger, systems, NOW);
    expect(await goOn(ledger, systems, id, NOW)).toMatchObject({ state: 'released' });
    return id;
  };
  const confirmedTotals = (systems: ShopFloorDouble) =>
    systems.confirmed.map(({ good, scrapped, final }) => [good, scrapped, final]);

  it('is checked, sent to the shop floor, read back and told of', async () => {
    const systems = new ShopFloorDouble();
    const accepted = await dispatch(ledger, systems, NOW);
    expect(accepted).toMatchObject({
      state: 'checking',
      order: { system: 'erp', id: systems.id },
      item: null,
    });
    expect(await goOn(ledger, systems, accepted.id, NOW)).toMatchObject({ state: 'released', done: false });
    expect(systems.dispatched).toMatchObject({ id: systems.id, revision: 'B', quantity: '600' });
    expect(await get(accepted.id)).toMatchObject({
      item: ITEM,
      revision: 'B',
      quantity: { value: '600', unit: 'EA' },
      workCentre: 'CNC-2',
      findings: [],
      releasedAt: NOW.toISOString(),
      targets: [{ system: 'mes-lyon', subject: { kind: 'dispatch', id: systems.id }, status: 'observed' }],
    });
    expect(await ledger.orders.releaseLatencies()).toContainEqual({ plant: 'lyon', seconds: 0 });
    const all = await ledger.listEvents({ after: 0, transaction: accepted.transaction, limit: 100 });
    expect(all.events.find(({ type }) => type === 'interlock.production-order.released.v1')).toMatchObject({
      plant: 'lyon',
      data: {
        order: systems.id,
        item: ITEM,
        revision: 'B',
        quantity: { value: '600', unit: 'EA' },
        workCentre: 'CNC-2',
        due: '2026-12-01T12:00:00.000Z',
      },
    });
  });

  it('has one open dispatch: a second is refused with its name, and an event repeats harmlessly', async () => {
    const systems = new ShopFloorDouble();
    await told('erp.order.released.v1', systems);
    await told('erp.order.released.v1', systems);
    const { items } = await ledger.orders.list({ order: systems.id, limit: 10 });
    expect(items).toHaveLength(1);
    await expect(dispatch(ledger, systems)).rejects.toMatchObject({
      code: 'order-open',
      extra: { blocking: [items[0]!.id] },
    });
  });

  it('is refused for a plant or an ERP that the topology does not have', async () => {
    const systems = new ShopFloorDouble();
    await expect(dispatch(ledger, systems, NOW, 'atlantis')).rejects.toMatchObject({
      code: 'unknown-plant',
      errors: [{ pointer: '/plant' }],
    });
    const request = { order: { system: 'mes-lyon', id: systems.id }, plant: 'lyon' };
    await expect(
      keyed(ledger, (tx) => ledger.orders.dispatch(tx, request, PLANNER, NOW, null)),
    ).rejects.toMatchObject({ code: 'unknown-system', errors: [{ pointer: '/order/system' }] });
    await expect(
      tell(ledger, 'mes-monterrey', 'mes.order.progressed.v1', {
        plant: 'lyon',
        order: systems.id,
        state: 'started',
        good: '1',
        scrapped: '0',
      }),
    ).rejects.toMatchObject({ code: 'event-not-accepted' });
  });

  it('waits while it is on hold itself, and goes on when that is over', async () => {
    const systems = new ShopFloorDouble();
    await told('erp.order.released.v1', systems);
    const { items } = await ledger.orders.list({ order: systems.id, limit: 1 });
    const { id } = items[0]!;
    const hold = await place(ledger, holdRequest([], { scope: { orders: [systems.id] } }));
    await goOn(ledger, systems, id, NOW);
    expect(await get(id)).toMatchObject({
      state: 'waiting',
      findings: [{ code: 'order-held', subject: systems.id }],
      blockedBy: [{ hold: hold.id, lot: null, reason: 'dimension' }],
    });
    await keyed(ledger, (tx) =>
      ledger.endScope(tx, hold.id, { orders: [systems.id], reason: 'mended' }, PERSON, later(1)),
    );
    expect(await goOn(ledger, systems, id, later(1))).toMatchObject({ state: 'released' });
  });

  it('shows the holds of lots that it has consumed and made', async () => {
    const systems = new ShopFloorDouble();
    const id = await released(systems);
    const [bar, made] = ['BAR-3:H-9002', 'PIN-10:L-9002'];
    await tell(ledger, 'mes-lyon', 'mes.material.consumed.v1', {
      plant: 'lyon',
      order: systems.id,
      occurredAt: NOW.toISOString(),
      consumed: [{ lot: bar, quantity: { value: '6', unit: 'MTR' } }],
      produced: [{ lot: made, quantity: { value: '100', unit: 'EA' } }],
    });
    expect((await get(id)).blockedBy).toEqual([]);
    const hold = await place(ledger, holdRequest([bar]));
    expect((await get(id)).blockedBy.map((one) => [one.hold, one.lot])).toEqual([
      [hold.id, bar],
      [hold.id, made],
    ]);
  });

  it('waits for a lot that is held, and goes on when the hold lets go', async () => {
    const lot = 'BAR-3:H-9001';
    await tell(ledger, 'erp', 'erp.lot.received.v1', {
      lot,
      plant: 'lyon',
      location: 'RACK',
      quantity: { value: '90', unit: 'MTR' },
      status: 'unrestricted',
    });
    const hold = await place(ledger, holdRequest([lot]));
    await comeHome(ledger, hold.id);
    const systems = new ShopFloorDouble({ reservations: [{ lot, quantity: '36' }] });
    const { id } = await dispatch(ledger, systems, NOW);
    expect(await goOn(ledger, systems, id, NOW)).toMatchObject({
      state: 'waiting',
      waitsFor: expect.stringContaining(hold.id),
    });
    expect(await get(id)).toMatchObject({
      findings: [{ code: 'material-blocked', severity: 'obstacle', subject: lot }],
      blockedBy: [{ hold: hold.id, lot }],
    });
    expect(systems.dispatched).toBeNull();
    const looks = () =>
      open.pool
        .query("select 1 from command where subject = $1 and kind = 'look'", [id])
        .then(({ rows }) => rows.length);
    expect(await looks()).toBe(0);
    await decide(
      ledger,
      hold.id,
      dispositionRequest(lot, '90', 'release', { quantity: { value: '90', unit: 'MTR' } }),
    );
    await comeHome(ledger, hold.id);
    expect(await looks()).toBeGreaterThan(0);
    expect(await goOn(ledger, systems, id, later(1))).toMatchObject({ state: 'released', waitsFor: null });
  });

  it.each<[string, (systems: ShopFloorDouble) => void, string]>([
    ['an order that the ERP does not know', (s) => (s.planned = null), 'unknown-order'],
    ['another plant’s order', (s) => (s.planned = { ...s.planned!, plant: 'monterrey' }), 'wrong-plant'],
    [
      'an order that was cancelled',
      (s) => (s.planned = { ...s.planned!, state: 'cancelled' }),
      'order-cancelled',
    ],
    ['an obsolete revision', (s) => (s.planned = { ...s.planned!, revision: 'A' }), 'revision-obsolete'],
    [
      'a BOM of its own',
      (s) => (s.planned = { ...s.planned!, bom: [{ ...s.planned!.bom[0]!, quantity: '0.07' }] }),
      'bom-differs',
    ],
    [
      'a routing that the MES has otherwise',
      (s) => (s.floor = { ...s.floor, routing: [] }),
      'routing-differs',
    ],
    ['no routing at the MES', (s) => (s.floor = { ...s.floor, routing: null }), 'routing-missing'],
    [
      'a work centre that the plant has not',
      (s) => (s.planned = { ...s.planned!, workCentre: 'CNC-9' }),
      'work-centre-unknown',
    ],
  ])('refuses %s', async (_what, alter, code) => {
    const systems = new ShopFloorDouble();
    alter(systems);
    const order = await dispatch(ledger, systems, NOW);
    expect(await goOn(ledger, systems, order.id, NOW)).toMatchObject({ state: 'refused', done: true });
    expect((await get(order.id)).findings.map((finding) => finding.code)).toContain(code);
    expect(await events(order)).toContain('interlock.production-order.refused.v1');
    expect(systems.dispatched).toBeNull();
    // Mended, it is tried again.
    expect(await dispatch(ledger, systems, NOW)).toMatchObject({ state: 'checking' });
  });

  it.each<[string, Partial<ShopFloorDouble['floor']>, Partial<ShopFloorDouble['planned']>, string]>([
    ['stopped starts', { startsStopped: true }, {}, 'starts-stopped'],
    ['a work centre that is down', { workCentres: [{ id: 'CNC-2', state: 'down' }] }, {}, 'work-centre-down'],
    ['a revision that is not active yet', {}, { revision: 'C' }, 'revision-not-active'],
  ])('waits for %s', async (_what, floor, planned, code) => {
    const systems = new ShopFloorDouble(planned ?? {});
    const usual = systems.floor;
    systems.floor = { ...usual, ...floor };
    const order = await dispatch(ledger, systems, NOW);
    const step = await goOn(ledger, systems, order.id, NOW);
    expect(step).toMatchObject({ state: 'waiting', wakeAt: later(1).getTime() });
    expect((await get(order.id)).findings.map((finding) => finding.code)).toEqual([code]);
    // Nobody tells: it looks by itself.
    systems.floor = usual;
    systems.planned = { ...systems.planned!, revision: 'B' };
    expect(await goOn(ledger, systems, order.id, later(1), false)).toMatchObject({ state: 'released' });
  });

  describe('progress', () => {
    it('is posted to the ERP, and the order is completed once the ERP has all of it', async () => {
      const systems = new ShopFloorDouble();
      const id = await released(systems);
      await progressed(systems, 'in progress', '0');
      expect(await goOn(ledger, systems, id, later(2))).toMatchObject({ state: 'in-progress' });
      await progressed(systems, 'in progress', '250', '3');
      await goOn(ledger, systems, id, later(2));
      await progressed(systems, 'completed', '590', '10');
      expect(await goOn(ledger, systems, id, later(2))).toMatchObject({ state: 'completed', done: true });
      expect(confirmedTotals(systems)).toEqual([
        ['0', '0', false],
        ['250', '3', false],
        ['590', '10', true],
      ]);
      expect(await get(id)).toMatchObject({ progress: { state: 'completed', good: '590', scrapped: '10' } });
    });

    it('is the same whatever the order in which it is told, and how often', async () => {
      const systems = new ShopFloorDouble();
      await progressed(systems, 'in progress', '250', '3');
      const id = await released(systems).catch(
        async () => (await ledger.orders.list({ order: systems.id, limit: 1 })).items[0]!.id,
      );
      await goOn(ledger, systems, id, later(2));
      await progressed(systems, 'completed', '590', '10');
      await progressed(systems, 'in progress', '100', '1');
      await progressed(systems, 'completed', '590', '10');
      expect(await goOn(ledger, systems, id, later(2))).toMatchObject({ state: 'completed' });
      expect(confirmedTotals(systems)).toEqual([
        ['250', '3', false],
        ['590', '10', true],
      ]);
    });
  });

  it('reported more of once the ERP has its totals as final is on the record, and in the event log', async () => {
    const systems = new ShopFloorDouble();
    const id = await released(systems);
    await progressed(systems, 'completed', '590', '10');
    await goOn(ledger, systems, id, later(2));
    await progressed(systems, 'completed', '590', '10');
    const { transaction } = await get(id);
    const late = { transaction, type: 'interlock.production-order.reported-late.v1', after: 0, limit: 10 };
    expect((await ledger.listEvents(late)).events).toEqual([]);
    await progressed(systems, 'completed', '592', '10');
    expect((await ledger.listEvents(late)).events).toMatchObject([
      {
        data: {
          dispatch: id,
          from: { good: '590' },
          to: { state: 'completed', good: '592', scrapped: '10' },
        },
      },
    ]);
    expect((await get(id)).state).toBe('completed');
    expect(confirmedTotals(systems)).toEqual([['590', '10', true]]);
  });

  describe('cancelled by the ERP', () => {
    it('before it was sent, it never goes to the shop floor', async () => {
      const systems = new ShopFloorDouble();
      systems.floor = { ...systems.floor, startsStopped: true };
      const order = await dispatch(ledger, systems, NOW);
      await goOn(ledger, systems, order.id, NOW);
      await told('erp.order.cancelled.v1', systems);
      expect(await goOn(ledger, systems, order.id, NOW)).toMatchObject({ state: 'cancelled', done: true });
      expect(systems.dispatched).toBeNull();
    });

    it('afterwards, it is recalled, unless it was started', async () => {
      const systems = new ShopFloorDouble();
      const id = await released(systems);
      await told('erp.order.cancelled.v1', systems);
      expect(await goOn(ledger, systems, id, later(2))).toMatchObject({ state: 'cancelled', done: true });
      expect(systems.dispatched).toBeNull();
    });

    it.each<[string, boolean]>([
      ['as the shop floor has told', true],
      ['as the MES answers when it is asked to give it back', false],
    ])('once it was started, %s, it goes on, on the record', async (_how, isTold) => {
      const systems = new ShopFloorDouble();
      const id = await released(systems);
      if (isTold) await progressed(systems, 'in progress', '5');
      await told('erp.order.cancelled.v1', systems);
      systems.refusal = 'already-started';
      const { state, batches } = await askedToGiveBack(systems, id);
      expect(state).not.toBe('cancelled');
      systems.refusal = null;
      const results = batches.flatMap((batch) => systems.bring(batch, later(2).getTime()));
      await advanceOrder(ledger, id, later(2), { results });
      await progressed(systems, 'in progress', '6');
      expect(await goOn(ledger, systems, id, later(2))).toMatchObject({
        state: 'in-progress',
        openExceptions: 0,
      });
      const order = await get(id);
      expect(order.findings.map(({ code }) => code)).toEqual(['cancelled-while-started']);
      expect(await events(order)).toContain('interlock.production-order.cancellation-refused.v1');
      expect(systems.dispatched).not.toBeNull();
    });
    /** The MES is asked to give it back, and answers. */
    async function askedToGiveBack(systems: ShopFloorDouble, id: string): Promise<OrderStep> {
      const { batches } = await advanceOrder(ledger, id, later(2), { looked: true });
      const results = batches.flatMap((batch) => systems.bring(batch, later(2).getTime()));
      return advanceOrder(ledger, id, later(2), { results });
    }

    it('is not sent though its release is told later', async () => {
      const systems = new ShopFloorDouble();
      await told('erp.order.cancelled.v1', systems);
      await told('erp.order.released.v1', systems);
      expect((await ledger.orders.list({ order: systems.id, limit: 10 })).items).toEqual([]);
    });
  });

  it('changed by the ERP, is sent again with its new quantity, and keeps its revision (E6)', async () => {
    const systems = new ShopFloorDouble();
    const id = await released(systems);
    systems.planned = { ...systems.planned!, quantity: '700', revision: 'C' };
    await told('erp.order.changed.v1', systems);
    expect(await goOn(ledger, systems, id, later(2))).toMatchObject({ state: 'released' });
    expect(systems.dispatched).toMatchObject({ quantity: '700', revision: 'B' });
    expect(await get(id)).toMatchObject({
      revision: 'B',
      findings: [{ code: 'revision-kept', severity: 'warning' }],
    });
  });
});
