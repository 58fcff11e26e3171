import { inbox } from './inbox';
import { sandbox, type TestSystem } from './start';

describe('an order on hold', () => {
  const hold = (mes: TestSystem, order: string, onHold: boolean, sequence: number) =>
    mes.post('/order-holds', {
      holds: [
        { key: `hold-${order}-${sequence}`, sequence, expiresAt: null, order, onHold, reference: 'QH-1' },
      ],
    });
  const query = (mes: TestSystem, ...orders: string[]) => mes.post('/order-hold-queries', { orders });
  const REFUSED = { status: 409, body: { fault: 'ORDER_ON_HOLD' } };

  it('is not started, opens no lot and is not completed, until it is let go', async () => {
    const mes = await sandbox('mes');
    await hold(mes, 'PO-7001', true, 2);
    await hold(mes, 'PO-7002', true, 2);
    await mes.restart();
    expect(await mes.post('/orders/PO-7002/start', {})).toMatchObject(REFUSED);
    expect(await mes.post('/open-lots', { lot: 'PIN-10:L-0418', order: 'PO-7001' })).toMatchObject(REFUSED);
    expect(await mes.post('/orders/PO-7001/completion', {})).toMatchObject(REFUSED);
    expect(await hold(mes, 'PO-7001', false, 1)).toMatchObject({
      body: { holds: [{ done: false, code: 'OUTDATED' }] },
    });
    await hold(mes, 'PO-7002', false, 3);
    expect(await mes.post('/orders/PO-7002/start', {})).toMatchObject({ status: 200 });
    expect(await mes.state()).toMatchObject({ orderHolds: { 'PO-7001': 'on hold', 'PO-7002': 'free' } });
  });

  it('is noted when it is not known yet', async () => {
    const mes = await sandbox('mes');
    await hold(mes, 'PO-9000', true, 1);
    expect(await query(mes, 'PO-9000', 'PO-9001')).toMatchObject({
      body: {
        orders: [
          { order: 'PO-9000', known: false, noted: true, onHold: true, reference: 'QH-1' },
          { order: 'PO-9001', known: false, noted: false, onHold: false, reference: null },
        ],
      },
    });
    await mes.post('/orders', { id: 'PO-9000', item: 'PIN-10', quantity: '10' });
    expect(await mes.post('/orders/PO-9000/start', {})).toMatchObject(REFUSED);
  });
});

describe('what was made', () => {
  const lots = async (mes: TestSystem, path: string) =>
    (await mes.get<{ lots: { lot: string }[] }>(path)).body.lots.map(({ lot }) => lot);

  it('is known by order and by work centre, that of today too, and told with its work centre and serials', async () => {
    const { inbox: interlock, webhook } = await inbox();
    const mes = await sandbox('mes', webhook);
    const from = new Date().toISOString();
    expect(await lots(mes, '/orders/PO-7001/output')).toEqual([
      'PIN-10:L-0415',
      'PIN-10:L-0416',
      'PIN-10:L-0417',
    ]);
    await mes.post('/orders/PO-7002/start', {});
    await mes.post('/open-lots', { lot: 'BRACKET-100:L-0104', order: 'PO-7002' });
    await mes.post('/serials', { item: 'BRACKET-100', lot: 'BRACKET-100:L-0104' });
    await mes.post('/open-lots/BRACKET-100:L-0104/closing', { quantity: '1' });
    expect((await interlock.event('mes.material.consumed.v1')).data).toMatchObject({
      order: 'PO-7002',
      workCentre: 'ASM-1',
      produced: [{ lot: 'BRACKET-100:L-0104', serials: ['BRACKET-100:SN-1001'] }],
    });
    const output = `/work-centres/ASM-1/output?from=${from}`;
    expect(await lots(mes, output)).toEqual(['BRACKET-100:L-0104']);
    expect(await lots(mes, `${output}&to=${from}`)).toEqual([]);
    expect(
      await mes.post('/serial-queries', { serials: ['BRACKET-100:SN-1001', 'BRACKET-100:SN-1'] }),
    ).toMatchObject({
      body: {
        serials: [
          { serial: 'BRACKET-100:SN-1001', known: true, lot: 'BRACKET-100:L-0104' },
          { serial: 'BRACKET-100:SN-1', known: false, lot: null },
        ],
      },
    });
  });

  it('is of the work centre that is named when its lot is closed', async () => {
    const { inbox: interlock, webhook } = await inbox();
    const mes = await sandbox('mes', webhook);
    await mes.post('/open-lots', { lot: 'PIN-10:L-0418', order: 'PO-7001' });
    await mes.post('/open-lots/PIN-10:L-0418/closing', { quantity: '5', workCentre: 'PRESS-1' });
    expect((await interlock.event('mes.material.consumed.v1')).data).toMatchObject({ workCentre: 'PRESS-1' });
  });
});

it('people report the state of a work centre, and it is announced', async () => {
  const { inbox: interlock, webhook } = await inbox();
  const mes = await sandbox('mes', webhook);
  const report = { state: 'out-of-calibration', since: '2026-11-03T06:00:00Z' };
  expect(await mes.post('/work-centres/CNC-1/states', report)).toMatchObject({
    status: 404,
    body: { fault: 'UNKNOWN_WORK_CENTRE' },
  });
  await mes.post('/work-centres/CNC-2/states', report);
  expect(await interlock.event('mes.equipment.state-changed.v1')).toMatchObject({
    subject: 'CNC-2',
    data: { plant: 'lyon', workCentre: 'CNC-2', ...report },
  });
  expect(await mes.get('/work-centres')).toMatchObject({
    body: { workCentres: expect.arrayContaining([{ id: 'CNC-2', plant: 'lyon', ...report }]) as unknown },
  });
});
