import type { Ledger } from '../../ledger';
import { openLedger, type OpenLedger } from './open-ledger';
import { onlyException, refused, resolve } from './parked';
import { tell } from './requests';
import { advanceOrder, dispatch, goOn, ShopFloorDouble } from './shop-floor';

const NOW = new Date('2026-11-24T08:00:00Z');
const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);

describe('A4 a production order’s parked step', () => {
  let open: OpenLedger;
  let ledger: Ledger;
  beforeAll(async () => {
    open = await openLedger();
    ledger = open.ledger;
  });
  afterAll(() => open.close());

  /** An order that the MES refuses to take. */
  async function refusedByMes() {
    const systems = new ShopFloorDouble();
    systems.refusal = 'NO_CAPACITY';
    const order = await dispatch(ledger, systems, NOW);
    expect(await goOn(ledger, systems, order.id, NOW)).toMatchObject({
      state: 'dispatching',
      openExceptions: 1,
    });
    return { systems, order, exception: await onlyException(ledger, order.transaction) };
  }

  it('says what was asked and what the MES answered; retried, the order goes on', async () => {
    const { systems, order, exception } = await refusedByMes();
    expect(exception).toMatchObject({
      system: 'mes-lyon',
      plant: 'lyon',
      productFamily: 'wing-bracket',
      step: 'posted dispatch',
      subject: { kind: 'dispatch', id: systems.id },
      reason: { code: 'NO_CAPACITY' },
      resolutions: ['retry', 'withdraw'],
    });
    systems.refusal = null;
    await resolve(ledger, exception.id, 'retry', { now: later(1) });
    expect(await goOn(ledger, systems, order.id, later(1))).toMatchObject({
      state: 'released',
      openExceptions: 0,
    });
  });

  it('withdrawn, is taken back from the MES', async () => {
    const { systems, order, exception } = await refusedByMes();
    systems.refusal = null;
    await resolve(ledger, exception.id, 'withdraw', { now: later(1) });
    expect(await goOn(ledger, systems, order.id, later(1))).toMatchObject({
      state: 'cancelled',
      done: true,
      openExceptions: 0,
    });
    expect(systems.dispatched).toBeNull();
  });

  it('of a system that does not answer, is withdrawn before anything was sent', async () => {
    const systems = new ShopFloorDouble();
    const order = await dispatch(ledger, systems, NOW);
    await advanceOrder(ledger, order.id, NOW);
    await ledger.orders.escalate(order.id, { system: 'erp' }, later(1));
    const exception = await onlyException(ledger, order.transaction);
    expect(exception).toMatchObject({
      step: 'read production order',
      reason: { code: 'out-of-patience' },
      resolutions: ['retry', 'withdraw'],
    });
    await resolve(ledger, exception.id, 'withdraw', { now: later(2) });
    expect(await advanceOrder(ledger, order.id, later(2), { looked: true })).toMatchObject({
      state: 'cancelled',
      done: true,
    });
  });

  it('what was made, to be posted to a day of its own, is amended; started, it is not withdrawn', async () => {
    const systems = new ShopFloorDouble();
    const order = await dispatch(ledger, systems, NOW);
    await goOn(ledger, systems, order.id, NOW);
    const report = { plant: 'lyon', order: systems.id, state: 'in progress', good: '5', scrapped: '0' };
    await tell(ledger, 'mes-lyon', 'mes.order.progressed.v1', report, later(1));
    const { batches } = await advanceOrder(ledger, order.id, later(1), { looked: true });
    const results = batches.flatMap((batch) => refused(batch, later(1).getTime()));
    await advanceOrder(ledger, order.id, later(1), { results });
    const exception = await onlyException(ledger, order.transaction);
    expect(exception).toMatchObject({ step: 'posted confirmation', resolutions: ['retry', 'amend'] });
    await expect(resolve(ledger, exception.id, 'withdraw')).rejects.toMatchObject({
      code: 'resolution-not-possible',
    });
    const payload = { postingDate: '2026-12-01' };
    await resolve(ledger, exception.id, 'amend', { payload, now: later(2) });
    const step = await advanceOrder(ledger, order.id, later(2), { looked: true });
    expect(step.batches.flatMap(({ errands }) => errands)).toMatchObject([{ amendment: payload }]);
  });

  it('of a product that takes no orders, refuses the order and says so', async () => {
    const systems = new ShopFloorDouble();
    const order = await dispatch(ledger, systems, NOW);
    const { questions } = await advanceOrder(ledger, order.id, NOW);
    const answers = questions.map((question) => ({ ...systems.answer(question), offered: false }));
    expect(await advanceOrder(ledger, order.id, NOW, { answers })).toMatchObject({
      state: 'refused',
      done: true,
    });
    expect(await ledger.orders.get(order.id)).toMatchObject({
      findings: [{ code: 'not-offered', system: 'erp' }],
    });
  });
});
