import { INBOUND } from '../../contracts/inbound';
import { pin } from '../../sandbox/data/revisions';
import { inbox } from './inbox';
import { sandbox } from './start';

const LOT = 'PIN-10:L-0417';
const plan = pin('B', '9.95').plan!;
const line = {
  reference: 'IS-1',
  plant: 'lyon',
  lot: LOT,
  order: 'PO-7001',
  operation: '10',
  checkpoint: 'after-turning',
  revision: 'B',
  plan,
  key: 'k-1',
  sequence: 1,
  expiresAt: null,
};
const measuredBy = { id: 'u-7', name: 'Inès Roux' };
const result = (value: string, more: object = {}) => ({
  sampling: { lotSize: 70, sampleSize: 1, accept: 0, reject: 1 },
  readings: plan.characteristics.map(({ characteristic }) => ({
    piece: '1',
    characteristic,
    value,
    unit: 'MMT',
    gauge: 'G-12',
  })),
  measuredBy,
  ...more,
});
interface Answer {
  'inspection-lots': { done: boolean; number: string; code?: string }[];
}

describe('an inspection lot of the QMS', () => {
  it('is opened once for a reference, however often it is asked for, and survives a restart', async () => {
    const qms = await sandbox('qms');
    const ask = (changes: object) =>
      qms.post<Answer>('/inspection-lots', { 'inspection-lots': [{ ...line, ...changes }] });
    const [first] = (await ask({})).body['inspection-lots'];
    await qms.restart();
    const [again] = (await ask({ key: 'k-2', sequence: 2 })).body['inspection-lots'];
    expect([first!.done, again!.number]).toEqual([true, first!.number]);
    const [older] = (await ask({ key: 'k-3', sequence: 1 })).body['inspection-lots'];
    expect(older).toMatchObject({ done: false, code: 'OUTDATED' });
    const read = await qms.post('/inspection-lot-queries', { references: ['IS-1', 'IS-2'] });
    expect(read.body).toEqual({
      'inspection-lots': [
        { reference: 'IS-1', number: first!.number, state: 'open', revision: 'B', verdict: null },
        { reference: 'IS-2', number: null, state: null, revision: null, verdict: null },
      ],
    });
  });

  it('of another revision than the lot is of there is refused', async () => {
    const qms = await sandbox('qms');
    const { body } = await qms.post<Answer>('/inspection-lots', {
      'inspection-lots': [{ ...line, revision: 'C' }],
    });
    expect(body['inspection-lots']).toMatchObject([{ done: false, code: 'WRONG_REVISION' }]);
  });

  it.each([
    ['9.95', {}, 'pass'],
    ['9.94', {}, 'fail'],
    ['9.94', { verdict: 'pass' }, 'pass'],
  ])('with a result of %s, %j, is announced as %s, and closed', async (value, more, verdict) => {
    const { inbox: interlock, webhook } = await inbox();
    const qms = await sandbox('qms', webhook);
    const { body } = await qms.post<Answer>('/inspection-lots', { 'inspection-lots': [line] });
    const { number } = body['inspection-lots'][0]!;
    const path = `/inspection-lots/${number}/results`;
    expect((await qms.post(path, result(value, more))).body).toMatchObject({ state: 'closed', verdict });
    const { data } = await interlock.event('qms.inspection.completed.v1');
    expect(INBOUND['qms.inspection.completed.v1'].parse(data)).toMatchObject({
      inspection: { system: 'qms', id: number },
      plant: 'lyon',
      lot: LOT,
      order: 'PO-7001',
      revision: 'B',
      plan: { id: plan.id, version: 'B' },
      verdict,
      measuredBy: 'Inès Roux',
      disposition: null,
    });
    expect(await qms.post(path, result('10'))).toMatchObject({
      status: 409,
      body: { problem: 'INSPECTION_CLOSED' },
    });
  });

  it('is closed by a result that is reported from elsewhere, too', async () => {
    const qms = await sandbox('qms');
    const { body } = await qms.post<Answer>('/inspection-lots', { 'inspection-lots': [line] });
    const { number } = body['inspection-lots'][0]!;
    const report = { reference: 'IS-1/1', number, lot: LOT, verdict: 'fail', readings: [], sequence: 1 };
    await qms.post('/inspection-reports', {
      'inspection-reports': [
        { ...report, key: 'r-1', expiresAt: null },
        { ...report, reference: 'IS-2/1', number: 'elsewhere-7', key: 'r-2', expiresAt: null },
      ],
    });
    const { inspectionLots, inspectionReports } = await qms.state<{
      inspectionLots: Record<string, object>;
      inspectionReports: Record<string, object>;
    }>();
    expect(inspectionLots[number]).toMatchObject({ state: 'closed', verdict: 'fail' });
    expect(inspectionReports).toMatchObject({ 'IS-1/1': { number }, 'IS-2/1': { number: 'elsewhere-7' } });
  });
});
