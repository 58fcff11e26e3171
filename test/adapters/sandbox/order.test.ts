import { ALREADY_STARTED, type OrderAsk } from '../../../contracts/production-order';
import type { Adapter, Ask } from '../../../adapters/port';
import { revise } from '../../sandbox/revision-lines';
import { sandbox, type TestSystem } from '../../sandbox/start';
import { adapterOf, bring, context, disposition } from './ask';

const ORDER: OrderAsk = {
  id: 'PO-9001',
  item: 'PIN-10',
  revision: 'B',
  quantity: '600',
  unit: 'EA',
  due: '2026-12-01T12:00:00.000Z',
  workCentre: 'CNC-2',
  reservations: [{ lot: 'BAR-3:H-7784', quantity: '36' }],
  finishOnOld: false,
  good: '0',
  scrapped: '0',
  final: false,
};

/** Of a kind of its own, so that only what differs is written down. */
function ask(
  kind: 'dispatch' | 'confirmation',
  order: Partial<OrderAsk> = {},
  changes: Partial<Ask> = {},
): Ask {
  const asked = { ...ORDER, ...order };
  const base = disposition(asked.id, 'scrap', 'PIN-10:L-0417', '1', changes);
  return {
    ...base,
    subject: { kind, id: asked.id },
    detail: { ...base.detail, disposition: null, order: asked },
  };
}

describe('an order at the sandbox MES', () => {
  let mes: TestSystem;
  let adapter: Adapter;
  beforeEach(async () => {
    mes = await sandbox('mes');
    adapter = adapterOf('mes', mes);
  });
  const send = (order: Partial<OrderAsk> = {}) => bring(adapter.effects.dispatch!, ask('dispatch', order));
  const recall = () =>
    bring(adapter.effects.dispatch!, ask('dispatch', {}, { desired: { state: 'undone', quantity: null } }));
  const start = (id: string) => mes.post(`/orders/${id}/start`, {});

  it('is sent, and read back with what it is for', async () => {
    expect(await send()).toMatchObject({
      answer: { outcome: 'acknowledged' },
      observation: { state: 'posted', evidence: 'released, 600 of PIN-10 rev B' },
    });
    expect(await start('PO-9001')).toMatchObject({ status: 200 });
    expect(await send({ quantity: '700' })).toMatchObject({
      observation: { state: 'posted', evidence: 'in progress, 700 of PIN-10 rev B' },
    });
  });

  it('that is there with another quantity is read as different', async () => {
    await send();
    const [read] = await adapter.effects.dispatch!.observe([ask('dispatch', { quantity: '500' })], context);
    expect(read).toMatchObject({ state: 'different' });
  });

  it('is taken back, though it never was, and what is late does not come after', async () => {
    const late = ask('dispatch');
    expect(await recall()).toMatchObject({
      answer: { outcome: 'acknowledged' },
      observation: { state: 'undone' },
    });
    expect(await bring(adapter.effects.dispatch!, late)).toMatchObject({
      answer: { outcome: 'rejected', code: 'OUTDATED' },
      observation: { state: 'undone' },
    });
    expect(await send()).toMatchObject({ observation: { state: 'posted' } });
  });

  it('is not taken back once it was started', async () => {
    await send();
    await start('PO-9001');
    expect(await recall()).toMatchObject({
      answer: { outcome: 'rejected', code: ALREADY_STARTED },
      observation: { state: 'posted' },
    });
  });

  it('of what the plant does not have, or has under that number for something else, is refused', async () => {
    expect(await send({ id: 'PO-7001', quantity: '3600' })).toMatchObject({
      observation: { state: 'posted' },
    });
    expect(await send({ revision: 'Q' })).toMatchObject({
      answer: { outcome: 'rejected', code: 'UNKNOWN_REVISION' },
    });
    expect(await send({ id: 'PO-7001', item: 'PLATE-7' })).toMatchObject({
      answer: { outcome: 'rejected', code: 'ORDER_EXISTS' },
    });
    expect(await send({ workCentre: 'CNC-9' })).toMatchObject({
      answer: { outcome: 'rejected', code: 'UNKNOWN_WORK_CENTRE' },
    });
  });

  it('of an old revision starts only where it is to be finished on that', async () => {
    await revise(mes, 'mes', 'stage');
    await revise(mes, 'mes', 'activate');
    await send();
    expect(await start('PO-9001')).toMatchObject({ status: 409, body: { fault: 'REVISION_NOT_USABLE' } });
    await send({ id: 'PO-9002', finishOnOld: true });
    expect(await start('PO-9002')).toMatchObject({ status: 200 });
  });

  it('is asked about before it comes', async () => {
    const floor = (order: string) => adapter.shopFloor!({ order, item: 'PIN-10', revision: 'B' }, context);
    expect(await floor('PO-9001')).toMatchObject({
      active: 'B',
      startsStopped: false,
      routing: [{ operation: '10', workCentres: ['CNC-2'] }, { operation: '20' }],
      order: null,
    });
    expect(await floor('PO-7001')).toMatchObject({
      order: { state: 'in-progress', item: 'PIN-10', revision: 'B', good: '2470' },
    });
    expect(await adapter.shopFloor!({ order: 'PO-1', item: 'ADH-9', revision: 'B' }, context)).toMatchObject({
      active: null,
      routing: null,
    });
    await mes.post('/work-centres/CNC-2/states', { state: 'down', since: '2026-11-03T06:40:00Z' });
    expect((await floor('PO-9001')).workCentres).toContainEqual({ id: 'CNC-2', state: 'down' });
  });
});

describe('an order at the sandbox ERP', () => {
  let erp: TestSystem;
  let adapter: Adapter;
  beforeEach(async () => {
    erp = await sandbox('erp');
    adapter = adapterOf('erp', erp);
  });
  const confirm = (order: Partial<OrderAsk>) =>
    bring(adapter.effects.confirmation!, ask('confirmation', { id: 'PO-7002', ...order }));
  const inErp = async () => (await erp.state<{ orders: Record<string, object> }>()).orders['PO-7002'];

  it('is read with its BOM, routing and reserved lots', async () => {
    expect(await adapter.order!('PO-7002', context)).toMatchObject({
      plant: 'lyon',
      item: 'BRACKET-100',
      revision: 'B',
      quantity: '50',
      unit: 'EA',
      state: 'released',
      bom: [
        { item: 'PIN-10', quantity: '6' },
        { item: 'PLATE-7', quantity: '2' },
      ],
      routing: [{ operation: '10', instruction: null }, { operation: '20' }],
      master: { bom: [{ item: 'PIN-10' }, { item: 'PLATE-7' }] },
      reservations: [
        { lot: 'PIN-10:L-0415', quantity: '300' },
        { lot: 'PLATE-7:L-0302', quantity: '100' },
      ],
    });
    expect(await adapter.order!('PO-NONE', context)).toBeNull();
  });

  it('a planner’s own BOM is the order’s, and the revision keeps its own', async () => {
    const line = { item: 'PIN-10', revision: 'B', quantity: '7', unit: 'EA' };
    await erp.post('/production-orders/PO-7002/change', { billOfMaterial: [line] });
    const order = await adapter.order!('PO-7002', context);
    expect([order!.bom, order!.master!.bom.length]).toEqual([[line], 2]);
  });

  it('has its totals confirmed, each once, whoever asks again', async () => {
    expect(await confirm({ good: '20', scrapped: '1' })).toMatchObject({
      answer: { outcome: 'acknowledged' },
      observation: { state: 'posted', evidence: 'CF-300001' },
    });
    expect(await confirm({ good: '20', scrapped: '1' })).toMatchObject({
      observation: { state: 'posted', evidence: 'CF-300001' },
    });
    expect(await inErp()).toMatchObject({ state: 'in progress', made: '20', scrapped: '1' });
    expect(await confirm({ good: '49', scrapped: '1', final: true })).toMatchObject({
      observation: { state: 'posted', evidence: 'CF-300002' },
    });
    expect(await inErp()).toMatchObject({ state: 'completed', made: '49', scrapped: '1' });
  });

  it('refuses totals that fall, and a posting to a closed period', async () => {
    await confirm({ good: '20' });
    expect(await confirm({ good: '19' })).toMatchObject({
      answer: { outcome: 'rejected', code: 'TOTAL_FALLS' },
      observation: { state: 'unknown' },
    });
    await erp.post('/posting-periods', { closedThrough: '2999-12-31' });
    expect(await confirm({ good: '21' })).toMatchObject({
      answer: { outcome: 'rejected', code: 'PERIOD_CLOSED' },
    });
  });
});
