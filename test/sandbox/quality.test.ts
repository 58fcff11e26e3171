import { INBOUND } from '../../contracts/inbound';
import { measuredPieces } from '../../sandbox/core/measurements';
import { inbox } from './inbox';
import { revise } from './revision-lines';
import { sandbox } from './start';

const LOT = 'PIN-10:L-0417';
const measuredBy = { id: 'u-7', name: 'Inès Roux' };

const readings = (pieces = measuredPieces()) =>
  pieces.flatMap(({ piece, values }) =>
    Object.entries(values).map(([characteristic, value]) => ({
      piece,
      characteristic,
      value,
      unit: 'MMT',
      gauge: 'G-12',
    })),
  );

describe('an inspection in the QMS', () => {
  it('judges the real measurements by revision B: pin 66 fails, and a nonconformance is raised for all that is suspect', async () => {
    const { inbox: interlock, webhook } = await inbox();
    const qms = await sandbox('qms', webhook);
    const alsoSuspect = ['PIN-10:L-0415', 'PIN-10:L-0416'];
    const { body } = await qms.post<{ verdict: string; nonconformance: string }>('/inspections', {
      plant: 'lyon',
      lot: LOT,
      order: 'PO-7001',
      readings: readings(),
      alsoSuspect,
      measuredBy,
    });
    expect(body).toMatchObject({ verdict: 'fail' });
    const raised = INBOUND['qms.nonconformance.raised.v1'].parse(
      (await interlock.event('qms.nonconformance.raised.v1')).data,
    );
    expect(raised.id).toBe(body.nonconformance);
    expect(raised.scope.lots).toEqual([LOT, ...alsoSuspect].map((lot) => ({ lot })));
    expect(raised.reason.text).toContain('piece 66: diameter-2 9.89 mm, lower limit 9.95 mm');
    const completed = await interlock.event('qms.inspection.completed.v1');
    expect(INBOUND['qms.inspection.completed.v1'].parse(completed.data)).toMatchObject({
      verdict: 'fail',
      disposition: null,
    });
  });

  it('judges a lot by its own revision, whatever is active; the values are kept', async () => {
    const qms = await sandbox('qms');
    await revise(qms, 'qms', 'stage');
    await revise(qms, 'qms', 'activate');
    await qms.addLots('PIN-10:NEW');
    const inspect = async (lot: string) => {
      const [, , three] = measuredPieces();
      const { body } = await qms.post<{ verdict: string }>('/inspections', {
        plant: 'lyon',
        lot,
        readings: readings([three!]),
        measuredBy,
      });
      return body.verdict;
    };
    // Pin 3 is good by B, and too small by C.
    expect([await inspect(LOT), await inspect('PIN-10:NEW')]).toEqual(['pass', 'fail']);
    const { body } = await qms.post<{ measured: { lot: string; readings: object[] }[] }>(
      '/last-reading-queries',
      { items: ['PIN-10', 'PLATE-7'] },
    );
    expect(body.measured).toMatchObject([{ item: 'PIN-10', lot: 'PIN-10:NEW' }]);
    expect(body.measured[0]!.readings).toHaveLength(6);
  });

  it('passes the other 69, and raises nothing', async () => {
    const { inbox: interlock, webhook } = await inbox();
    const qms = await sandbox('qms', webhook);
    const good = measuredPieces().filter(({ piece }) => piece !== '66');
    const { body } = await qms.post('/inspections', {
      plant: 'lyon',
      lot: LOT,
      readings: readings(good),
      measuredBy,
    });
    expect(body).toMatchObject({ verdict: 'pass', nonconformance: null });
    await interlock.event('qms.inspection.completed.v1');
    expect(interlock.events).toHaveLength(1);
  });
});

describe('a nonconformance', () => {
  const register = {
    hold: 'QH-1',
    plant: 'lyon',
    lot: LOT,
    reason: { code: 'dimension', text: 'undersize' },
    key: 'k',
    sequence: 1,
    expiresAt: null,
  };

  it('that is not known is registered as reported elsewhere; one that is missing is raised, once a hold', async () => {
    const { inbox: interlock, webhook } = await inbox();
    const qms = await sandbox('qms', webhook);
    await qms.post('/nonconformances', {
      nonconformances: [
        { ...register, id: 'NC-2026-0117' },
        { ...register, id: null, hold: 'QH-2' },
        { ...register, id: null, hold: 'QH-2', key: 'again' },
      ],
    });
    const { nonconformances } = await qms.state<{ nonconformances: Record<string, object> }>();
    expect(Object.values(nonconformances)).toMatchObject([
      { id: 'NC-2026-0117', origin: 'reported elsewhere', hold: 'QH-1' },
      { origin: 'raised for a hold', hold: 'QH-2' },
    ]);
    expect(interlock.calls).toBe(0);
  });

  it('is decided upon by a person who signs; what it does not concern is refused', async () => {
    const { inbox: interlock, webhook } = await inbox();
    const qms = await sandbox('qms', webhook);
    await qms.post('/nonconformances', { nonconformances: [{ ...register, id: 'NC-2026-0117' }] });
    const decision = {
      nonconformance: 'NC-2026-0117',
      lot: LOT,
      quantity: { value: '1', unit: 'EA' },
      decision: 'scrap',
      reason: 'undersize',
      reference: 'MRB-77',
      decidedBy: { id: 'u-9', name: 'Marc Ferrand', role: 'quality-engineer' },
    };
    expect(await qms.post('/dispositions', { ...decision, lot: 'PIN-10:L-0401' })).toMatchObject({
      status: 422,
      body: { problem: 'NOT_CONCERNED' },
    });
    expect(await qms.post('/dispositions', { ...decision, nonconformance: 'NC-1' })).toMatchObject({
      status: 404,
    });
    await qms.post('/dispositions', decision);
    const { data } = await interlock.event('qms.disposition.decided.v1');
    expect(INBOUND['qms.disposition.decided.v1'].parse(data)).toMatchObject({
      nonconformance: 'NC-2026-0117',
      decision: 'scrap',
      signature: { signer: 'Marc Ferrand', recordHash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
  });
});

it('reworked pieces are inspected again when people get to it', async () => {
  const { inbox: interlock, webhook } = await inbox();
  const qms = await sandbox('qms', webhook);
  const report = {
    reference: 'D-1',
    decision: 'rework',
    plant: 'lyon',
    lot: LOT,
    quantity: '5',
    unit: 'EA',
    key: 'k',
    sequence: 1,
    expiresAt: null,
  };
  await qms.post('/disposition-reports', { 'disposition-reports': [report] });
  await qms.hands({ auto: true, afterMs: 0 });
  const { data } = await interlock.event('qms.inspection.completed.v1');
  expect(INBOUND['qms.inspection.completed.v1'].parse(data)).toMatchObject({
    verdict: 'pass',
    disposition: 'D-1',
    lot: LOT,
  });
});
