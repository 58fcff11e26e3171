import { INBOUND } from '../../contracts/inbound';
import { pin } from '../../sandbox/data/revisions';
import { inbox } from './inbox';
import { sandbox, type TestSystem } from './start';

const LOT = 'PIN-10:L-0417';
let number = 0;

const line = (reference: string, lot: string, quantity: string, more: object) => ({
  reference,
  plant: 'lyon',
  lot,
  quantity,
  unit: 'EA',
  key: `key-${(number += 1)}`,
  sequence: number,
  expiresAt: null,
  ...more,
});
interface Line {
  readonly done: boolean;
  readonly code?: string;
  readonly state?: string;
}
async function order(system: TestSystem, list: string, ...lines: object[]): Promise<Line[]> {
  const { body } = await system.post<Record<string, Line[]>>(`/${list}`, { [list]: lines });
  return body[list]!;
}

describe('the MES carries out', () => {
  it('a sort of the measured lot: pin 66 is bad, and once it is scrapped no pin is', async () => {
    const { inbox: interlock, webhook } = await inbox();
    const mes = await sandbox('mes', webhook);
    await order(mes, 'tasks', line('D-1', LOT, '70', { work: 'sort' }));
    await mes.hands({ auto: true, afterMs: 0 });
    const { data } = await interlock.event('mes.sort.finished.v1');
    expect(INBOUND['mes.sort.finished.v1'].parse(data)).toMatchObject({
      disposition: 'D-1',
      lot: LOT,
      good: '69',
      bad: '1',
    });
    await order(
      mes,
      'tasks',
      line('D-2', LOT, '1', { work: 'scrap' }),
      line('D-3', LOT, '69', { work: 'sort' }),
    );
    const events = await interlock.atLeast(2);
    expect(events[1]!.data).toMatchObject({ disposition: 'D-3', good: '69', bad: '0' });
    expect(await mes.lot(LOT)).toMatchObject({ quantity: '69', scrapped: '1' });
  });

  it('a sort by the plan of another revision: by C pins 2, 3, 9 and 66 are bad, less what is scrapped', async () => {
    const { inbox: interlock, webhook } = await inbox();
    const mes = await sandbox('mes', webhook);
    await mes.hands({ auto: true, afterMs: 0 });
    const specification = { revision: 'C', plan: pin('C', '9.96').plan };
    const sort = (reference: string, quantity: string) =>
      order(mes, 'tasks', line(reference, LOT, quantity, { work: 'sort', specification }));
    const scrap = (reference: string, quantity: string) =>
      order(mes, 'tasks', line(reference, LOT, quantity, { work: 'scrap' }));
    await sort('D-1', '70');
    await scrap('D-2', '1');
    await sort('D-3', '69');
    await scrap('D-4', '3');
    await sort('D-5', '66');
    const events = await interlock.atLeast(3);
    expect(events.map(({ data }) => [data.disposition, data.good, data.bad])).toEqual([
      ['D-1', '66', '4'],
      ['D-3', '66', '3'],
      ['D-5', '66', '0'],
    ]);
  });

  it('rework, of a lot too that was never at its lines; any other lot sorts all good', async () => {
    const { inbox: interlock, webhook } = await inbox();
    const mes = await sandbox('mes', webhook);
    await mes.hands({ auto: true, afterMs: 0 });
    await order(
      mes,
      'tasks',
      line('D-1', 'PIN-10:ELSEWHERE', '5', { work: 'rework' }),
      line('D-2', 'PIN-10:L-0415', '9', { work: 'sort' }),
    );
    await interlock.atLeast(2);
    expect((await interlock.event('mes.rework.finished.v1')).data).toMatchObject({
      disposition: 'D-1',
      quantity: { value: '5', unit: 'EA' },
    });
    expect((await interlock.event('mes.sort.finished.v1')).data).toMatchObject({ good: '9', bad: '0' });
  });
});

describe('the ERP posts', () => {
  it('scrap of blocked stock at once; its destruction is confirmed by hand', async () => {
    const { inbox: interlock, webhook } = await inbox();
    const erp = await sandbox('erp', webhook);
    expect(
      await order(erp, 'material-documents', line('D-1', LOT, '1', { movement: 'scrap' })),
    ).toMatchObject([{ done: true, state: 'open' }]);
    expect(await erp.lot(LOT)).toMatchObject({ quantity: '69', scrapped: '1' });
    await erp.post('/material-documents/D-1/confirmation', {});
    const { data } = await interlock.event('erp.scrap.confirmed.v1');
    expect(INBOUND['erp.scrap.confirmed.v1'].parse(data)).toMatchObject({
      disposition: 'D-1',
      quantity: { value: '1', unit: 'EA' },
    });
    expect(await erp.post('/material-documents/D-1/confirmation', {})).toMatchObject({ status: 409 });
  });

  it('a return order; the goods are issued when people load them', async () => {
    const { inbox: interlock, webhook } = await inbox();
    const erp = await sandbox('erp', webhook);
    await order(erp, 'material-documents', line('D-1', LOT, '10', { movement: 'return' }));
    expect(await erp.lot(LOT)).toMatchObject({ quantity: '70' });
    await erp.hands({ auto: true, afterMs: 0 });
    await interlock.event('erp.return.issued.v1');
    expect(await erp.lot(LOT)).toMatchObject({ quantity: '60' });
  });

  it.each([
    ['regrade', 'PLATE-7:L-0417-B', 'unrestricted'],
    ['transfer', 'PIN-10:L-0417-R', 'quality inspection'],
  ])('a %s to another lot, and back', async (movement, output, status) => {
    const erp = await sandbox('erp');
    await order(erp, 'material-documents', line('D-1', LOT, '10', { movement, output }));
    expect(await erp.lot(LOT)).toMatchObject({ quantity: '60' });
    expect(await erp.lot(output)).toMatchObject({ quantity: '10', status });
    await order(erp, 'material-documents', line('D-1', LOT, '10', { movement, output, cancel: true }));
    expect(await erp.lot(LOT)).toMatchObject({ quantity: '70' });
    expect(await erp.lot(output)).toMatchObject({ quantity: '0' });
  });

  it('rework whose pieces come out as another lot', async () => {
    const { inbox: interlock, webhook } = await inbox();
    const mes = await sandbox('mes', webhook);
    await order(mes, 'tasks', line('D-1', LOT, '10', { work: 'rework' }));
    await mes.post('/tasks/D-1/completion', { output: 'PIN-10:L-0417-R' });
    expect(await interlock.event('mes.rework.finished.v1')).toMatchObject({
      data: { disposition: 'D-1', lot: LOT, output: 'PIN-10:L-0417-R' },
    });
    expect(await mes.lot(LOT)).toMatchObject({ quantity: '60' });
    expect(await mes.lot('PIN-10:L-0417-R')).toMatchObject({ quantity: '10' });
  });
});

describe('a document', () => {
  it('is posted once by its reference, whatever the key, and refuses to mean something else', async () => {
    const erp = await sandbox('erp');
    const scrap = (quantity: string) =>
      order(erp, 'material-documents', line('D-1', LOT, quantity, { movement: 'scrap' }));
    await scrap('2');
    expect(await scrap('2')).toMatchObject([{ done: true }]);
    expect(await scrap('3')).toMatchObject([{ done: false, code: 'DIFFERENT' }]);
    expect(await erp.lot(LOT)).toMatchObject({ quantity: '68', scrapped: '2' });
  });

  it('is cancelled, though it never was; not once it is finished; and not posted after that', async () => {
    const erp = await sandbox('erp');
    const scrap = (reference: string, cancel: boolean) =>
      order(erp, 'material-documents', line(reference, LOT, '2', { movement: 'scrap', cancel }));
    await scrap('D-1', false);
    await scrap('D-1', true);
    expect(await erp.lot(LOT)).toMatchObject({ quantity: '70', scrapped: '0' });
    expect(await scrap('D-2', true)).toMatchObject([{ done: true, state: 'cancelled' }]);
    expect(await scrap('D-2', false)).toMatchObject([{ done: false, code: 'CANCELLED' }]);
    await scrap('D-3', false);
    await erp.post('/material-documents/D-3/confirmation', {});
    expect(await scrap('D-3', true)).toMatchObject([{ done: false, code: 'TOO_LATE' }]);
    const { body } = await erp.post<Record<string, { state: string | null }[]>>(
      '/material-document-queries',
      {
        references: ['D-1', 'D-2', 'D-3', 'D-4'],
      },
    );
    expect(body['material-documents']!.map(({ state }) => state)).toEqual([
      'cancelled',
      'cancelled',
      'done',
      null,
    ]);
  });
});

it('hands that are turned on also do what is waiting, and nothing is done while they are off', async () => {
  const { inbox: interlock, webhook } = await inbox();
  const mes = await sandbox('mes', webhook);
  await order(
    mes,
    'tasks',
    line('D-1', LOT, '70', { work: 'sort' }),
    line('D-2', LOT, '5', { work: 'rework' }),
  );
  const { tasks } = await mes.state<{ tasks: Record<string, { state: string }> }>();
  expect(Object.values(tasks).map(({ state }) => state)).toEqual(['open', 'open']);
  await mes.hands({ auto: true, afterMs: 1 });
  await interlock.atLeast(2);
});
