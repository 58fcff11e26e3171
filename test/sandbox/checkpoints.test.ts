import { INBOUND } from '../../contracts/inbound';
import { inbox } from './inbox';
import { sandbox, type TestSystem } from './start';

const place = { operation: '10', checkpoint: 'after-turning', lot: 'PIN-10:L-0417' };
const reach = (mes: TestSystem) => mes.post('/orders/PO-7001/checkpoints', place);
const told = (waits: boolean, sequence: number) => ({
  checkpoints: [
    {
      ...place,
      order: 'PO-7001',
      waits,
      reference: 'IS-1',
      key: `k-${sequence}`,
      sequence,
      expiresAt: null,
    },
  ],
});
const completing = (mes: TestSystem, operation = '10') =>
  mes.post<{ fault?: string }>(`/orders/PO-7001/operations/${operation}/completion`, {});

describe('a checkpoint of an operation', () => {
  it('is announced once, and its lot waits from then on: the operation and the order are not completed', async () => {
    const { inbox: interlock, webhook } = await inbox();
    const mes = await sandbox('mes', webhook);
    expect((await reach(mes)).status).toBe(200);
    await reach(mes);
    const { data } = await interlock.event('mes.checkpoint.reached.v1');
    expect(INBOUND['mes.checkpoint.reached.v1'].parse(data)).toEqual({
      plant: 'lyon',
      order: 'PO-7001',
      ...place,
    });
    expect(interlock.events.filter(({ type }) => type === 'mes.checkpoint.reached.v1')).toHaveLength(1);
    await mes.restart();
    for (const path of ['/orders/PO-7001/operations/10/completion', '/orders/PO-7001/completion'])
      expect(await mes.post(path, {})).toMatchObject({ status: 409, body: { fault: 'AWAITS_INSPECTION' } });
    expect((await completing(mes, '20')).status).toBe(200);
  });

  it('goes on when it is told so; an older word is refused', async () => {
    const mes = await sandbox('mes');
    await reach(mes);
    await mes.post('/checkpoints', told(true, 1));
    expect((await completing(mes)).body.fault).toBe('AWAITS_INSPECTION');
    await mes.post('/checkpoints', told(false, 3));
    const { body } = await mes.post<{ checkpoints: object[] }>('/checkpoints', told(true, 2));
    expect(body.checkpoints).toMatchObject([{ done: false, code: 'OUTDATED' }]);
    expect((await completing(mes)).status).toBe(200);
    const read = await mes.post('/checkpoint-queries', { checkpoints: [{ ...place, order: 'PO-7001' }] });
    expect(read.body).toMatchObject({ checkpoints: [{ known: true, waits: false, reference: 'IS-1' }] });
  });

  it('of an order that the MES does not know is refused', async () => {
    const mes = await sandbox('mes');
    expect(await mes.post('/orders/PO-0/checkpoints', place)).toMatchObject({
      status: 404,
      body: { fault: 'UNKNOWN_ORDER' },
    });
  });
});
