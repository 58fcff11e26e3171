import { inbox } from './inbox';
import { revise, WORDS } from './revision-lines';
import { sandbox, type TestSystem } from './start';

const activate = async (system: TestSystem, kind: 'erp' | 'mes', staging: object = {}) => {
  await revise(system, kind, 'stage', staging);
  await revise(system, kind, 'activate');
};
const order = { plant: 'lyon', item: 'PIN-10', quantity: '600' };

describe('an order in the ERP', () => {
  it('takes the active revision, is announced, and keeps it when another becomes active', async () => {
    const { inbox: interlock, webhook } = await inbox();
    const erp = await sandbox('erp', webhook);
    expect(await erp.post('/production-orders', order)).toMatchObject({
      body: { id: 'PO-7201', revision: 'B', state: 'released', made: '0' },
    });
    await activate(erp, 'erp');
    expect(await erp.post('/production-orders', { ...order, id: 'PO-8000' })).toMatchObject({
      body: { id: 'PO-8000', revision: 'C' },
    });
    expect(await erp.post('/production-orders', { ...order, id: 'PO-8000' })).toMatchObject({
      body: { error: { code: 'ORDER_EXISTS' } },
    });
    expect(await erp.state()).toMatchObject({
      orders: { 'PO-7001': { revision: 'B' }, 'PO-7201': { revision: 'B' }, 'PO-8000': { revision: 'C' } },
    });
    await interlock.event('erp.order.released.v1');
    while (!interlock.events.some(({ subject }) => subject === 'PO-8000')) await interlock.next();
    const released = interlock.events.filter(({ type }) => type === 'erp.order.released.v1');
    expect(released.map(({ data }) => data)).toEqual([
      { ...order, order: 'PO-7201', revision: 'B', quantity: { value: '600', unit: 'EA' } },
      { ...order, order: 'PO-8000', revision: 'C', quantity: { value: '600', unit: 'EA' } },
    ]);
  });

  it('is open until it is completed', async () => {
    const erp = await sandbox('erp');
    const open = async () => {
      const { body } = await erp.post<{ productionOrders: { id: string }[] }>('/open-object-queries', {
        plant: 'lyon',
        items: ['PIN-10'],
      });
      return body.productionOrders.map(({ id }) => id);
    };
    expect(await open()).toEqual(['PO-7001']);
    await erp.post('/production-orders/PO-7001/completion', {});
    expect(await open()).toEqual([]);
    expect(await erp.post('/production-orders/PO-7001/completion', {})).toMatchObject({ status: 409 });
  });
});

it('an order of the ERP is changed and cancelled by planners, and each is announced', async () => {
  const { inbox: interlock, webhook } = await inbox();
  const erp = await sandbox('erp', webhook);
  const act = (what: string, body: object = {}) => erp.post(`/production-orders/PO-7002/${what}`, body);
  expect(await act('change', { quantity: '60' })).toMatchObject({ body: { quantity: '60', revision: 'B' } });
  expect(await act('cancellation')).toMatchObject({ body: { state: 'cancelled' } });
  expect(await act('change', { quantity: '70' })).toMatchObject({ status: 409 });
  expect((await interlock.event('erp.order.changed.v1')).data).toMatchObject({
    order: 'PO-7002',
    quantity: { value: '60', unit: 'EA' },
  });
  expect((await interlock.event('erp.order.cancelled.v1')).data).toMatchObject({ order: 'PO-7002' });
});

it('the MES reports the running totals of an order: started, made so far, completed', async () => {
  const { inbox: interlock, webhook } = await inbox();
  const mes = await sandbox('mes', webhook);
  await mes.post('/orders/PO-7002/start', {});
  await mes.post('/orders/PO-7002/report', { good: '12', scrapped: '1' });
  await mes.post('/orders/PO-7002/report', { good: '7' });
  await mes.post('/orders/PO-7002/completion', {});
  const reports = () => interlock.events.filter(({ type }) => type === 'mes.order.progressed.v1');
  while (reports().length < 4) await interlock.next();
  expect(reports().map(({ data }) => data)).toEqual(
    [
      ['in progress', '0', '0'],
      ['in progress', '12', '1'],
      ['in progress', '19', '1'],
      ['completed', '19', '1'],
    ].map(([state, good, scrapped]) => ({ plant: 'lyon', order: 'PO-7002', state, good, scrapped })),
  );
});

it('an order that people enter at the MES is the one that planning has sent, where it is the same', async () => {
  const mes = await sandbox('mes');
  const enter = (quantity: string) => mes.post('/orders', { id: 'PO-7002', item: 'BRACKET-100', quantity });
  expect(await enter('50')).toMatchObject({ status: 200, body: { state: 'released' } });
  expect(await enter('51')).toMatchObject({ status: 409, body: { fault: 'ORDER_EXISTS' } });
});

describe('an order in the MES', () => {
  const dispatch = (mes: TestSystem, id: string, revision: string | null = null) =>
    mes.post('/orders', { id, item: 'PIN-10', quantity: '600', revision });
  const start = (mes: TestSystem, id: string) => mes.post(`/orders/${id}/start`, {});

  it('starts on the revision that was active when it came, whatever is active then', async () => {
    const mes = await sandbox('mes');
    await dispatch(mes, 'PO-1');
    await activate(mes, 'mes');
    expect(await start(mes, 'PO-1')).toMatchObject({ body: { revision: 'B', state: 'in progress' } });
    expect(await start(mes, 'PO-1')).toMatchObject({ status: 409, body: { fault: 'WRONG_STATE' } });
    await dispatch(mes, 'PO-2', 'B');
    expect(await start(mes, 'PO-2')).toMatchObject({ status: 409, body: { fault: 'REVISION_NOT_USABLE' } });
    expect(await mes.post('/orders/PO-1/completion', {})).toMatchObject({
      body: { state: 'completed', made: '600' },
    });
  });

  it('of a revision that is not active yet starts once it is', async () => {
    const mes = await sandbox('mes');
    await dispatch(mes, 'PO-1', 'C');
    expect(await start(mes, 'PO-1')).toMatchObject({ body: { fault: 'REVISION_NOT_USABLE' } });
    await activate(mes, 'mes');
    expect(await start(mes, 'PO-1')).toMatchObject({ status: 200 });
  });

  it('does not start while starts of its item are stopped; one that runs goes on', async () => {
    const mes = await sandbox('mes');
    const set = (stopped: boolean, sequence: number) =>
      mes.post('/starts', {
        starts: [
          {
            key: `starts-${sequence}`,
            sequence,
            expiresAt: null,
            item: 'PIN-10',
            plant: 'lyon',
            stopped,
            reference: 'ECO-1042',
          },
        ],
      });
    await dispatch(mes, 'PO-1');
    await set(true, 2);
    expect(await start(mes, 'PO-1')).toMatchObject({ status: 409, body: { fault: 'STARTS_STOPPED' } });
    expect(await mes.post('/open-lots', { lot: 'PIN-10:L-0418', order: 'PO-7001' })).toMatchObject({
      status: 200,
    });
    expect(await start(mes, 'PO-7002')).toMatchObject({ status: 200 });
    await mes.restart();
    expect(await mes.state()).toMatchObject({
      starts: { 'PIN-10@lyon': 'stopped', 'BRACKET-100@lyon': 'allowed' },
    });
    expect(await set(false, 1)).toMatchObject({ body: { starts: [{ done: false, code: 'OUTDATED' }] } });
    await set(false, 3);
    expect(await start(mes, 'PO-1')).toMatchObject({ status: 200 });
  });
});

describe('a lot in the making', () => {
  it('is of its order’s revision when it is closed and announced, though another is active by then', async () => {
    const { inbox: interlock, webhook } = await inbox();
    const mes = await sandbox('mes', webhook);
    const lot = 'PIN-10:L-0418';
    const open = (changes: object) => mes.post('/open-lots', { lot, order: 'PO-7001', ...changes });
    expect(await open({ order: 'PO-7002' })).toMatchObject({ body: { fault: 'WRONG_ITEM' } });
    expect(await open({ order: 'PO-7002', lot: 'BRACKET-100:L-1' })).toMatchObject({
      body: { fault: 'NOT_STARTED' },
    });
    await open({});
    expect(await open({})).toMatchObject({ body: { fault: 'LOT_EXISTS' } });
    await activate(mes, 'mes');
    const close = () => mes.post(`/open-lots/${lot}/closing`, { quantity: '500' });
    expect(await close()).toMatchObject({ body: { lot, revision: 'B', quantity: '500' } });
    expect(await close()).toMatchObject({ status: 404 });
    expect(await mes.lot(lot)).toMatchObject({ quantity: '500', status: 'available' });
    expect((await interlock.event('mes.material.consumed.v1')).data).toMatchObject({
      plant: 'lyon',
      order: 'PO-7001',
      consumed: [],
      produced: [{ lot, quantity: { value: '500', unit: 'EA' } }],
    });
  });
});

it('serials are built one after the other; one that a revision is to begin with waits for it', async () => {
  const mes = await sandbox('mes');
  const build = (item: string) => mes.post('/serials', { item });
  expect(await build('PIN-10')).toMatchObject({ status: 404, body: { fault: 'NO_SERIALS' } });
  expect(await build('BRACKET-100')).toMatchObject({
    body: { serial: 'BRACKET-100:SN-1001', revision: 'B' },
  });
  await revise(mes, 'mes', 'stage', { ...WORDS.mes.content, fromSerial: 'BRACKET-100:SN-1003' });
  expect(await build('BRACKET-100')).toMatchObject({ body: { serial: 'BRACKET-100:SN-1002' } });
  expect(await build('BRACKET-100')).toMatchObject({ status: 409, body: { fault: 'AWAITS_REVISION' } });
  await revise(mes, 'mes', 'activate');
  expect(await build('BRACKET-100')).toMatchObject({ body: { serial: 'BRACKET-100:SN-1003' } });
});
