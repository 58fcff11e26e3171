import { measuredPieces } from '../../sandbox/core/measurements';
import { learnPins, post, readingsOf, resultOf, runOn, without } from './inspections';
import { openLedger, type OpenLedger } from './open-ledger';
import { onlyException } from './parked';
import { holdRequest, place, receiveLot, tell } from './requests';

let open: OpenLedger;
beforeAll(async () => {
  open = await openLedger();
  await learnPins(open.ledger);
});
afterAll(() => open.close());

let numbers = 0;
/** A lot of 70 at Lyon. */
async function newLot(): Promise<string> {
  const lot = `PIN-10:R-${++numbers}`;
  await receiveLot(open.ledger, lot);
  return lot;
}
const gateOf = (lot: string) =>
  open.ledger.releasability(
    {
      lot,
      plant: 'lyon',
      action: 'consume',
      purpose: 'production',
      quantity: null,
      to: null,
      order: null,
      customer: null,
    },
    null,
    new Date(),
  );

describe('the real measurements of 70 pins', () => {
  it('by revision B: pin 66 fails, and the lot is held when that is answered (H1)', async () => {
    const { ledger } = open;
    const lot = await newLot();
    const judged = await post(ledger, resultOf(lot));
    expect(judged).toMatchObject({
      state: 'failed',
      revision: 'B',
      inspection: { system: 'qms', id: `IL-${lot}` },
      result: {
        verdict: 'fail',
        outcome: 'fail',
        defectives: ['66'],
        findings: [],
        readings: 210,
      },
      hold: {
        state: 'open',
        containment: 'gated',
        severity: 'critical',
        plant: 'lyon',
        nonconformance: null,
      },
    });
    expect(judged.hold!.reason.text).toContain('piece 66: diameter-2 9.89 MMT, lower limit 9.95 MMT');
    expect(judged.hold!.lots.map((one) => [one.lot, one.undecided])).toEqual([[lot, '70']]);
    expect(await gateOf(lot)).toMatchObject({
      releasable: false,
      blockedBy: [{ hold: judged.hold!.id, reason: 'inspection-failed' }],
    });
    const { events } = await ledger.listEvents({
      after: 0,
      transaction: judged.transaction,
      limit: 10,
    });
    expect(events).toMatchObject([
      { type: 'interlock.inspection.failed.v1', data: { lot, hold: judged.hold!.id, defectives: ['66'] } },
    ]);
  });

  it('by revision C: pins 2, 3, 9 and 66', async () => {
    const lot = await newLot();
    const judged = await post(
      open.ledger,
      resultOf(lot, { order: 'PO-7901', revision: 'C', plan: { id: 'IP-PIN-10', version: 'C' } }),
    );
    expect(judged).toMatchObject({ state: 'failed', revision: 'C' });
    expect(judged.result!.defectives).toEqual(['2', '3', '9', '66']);
  });

  it('without pin 66 the other 69 pass by B, and nothing is held', async () => {
    const lot = await newLot();
    const judged = await post(
      open.ledger,
      resultOf(lot, {
        readings: readingsOf(without('66')),
        sampling: { lotSize: 70, sampleSize: 69, accept: 0, reject: 1 },
        verdict: 'pass',
      }),
    );
    expect(judged).toMatchObject({ state: 'passed', hold: null, result: { outcome: 'pass' } });
    expect((await gateOf(lot)).releasable).toBe(true);
  });

  it('in other units they come to the same', async () => {
    const lot = await newLot();
    const centimetres = readingsOf().map((reading) => ({
      ...reading,
      // Exact: 9.89 mm are 0.989 cm.
      value: `0.${reading.value.replace('.', '').padEnd(3, '0')}`,
      unit: 'CMT',
    }));
    const readings = centimetres.map((reading, index) =>
      readingsOf()[index]!.value.startsWith('1') ? readingsOf()[index]! : reading,
    );
    expect((await post(open.ledger, resultOf(lot, { readings }))).result!.defectives).toEqual(['66']);
  });
});

describe('a result that contradicts itself', () => {
  it.each([
    ['passes what the measurements fail', { verdict: 'pass' as const }, 'verdict-contradicted'],
    [
      'fails what the measurements pass',
      {
        readings: readingsOf(without('66')),
        sampling: { lotSize: 70, sampleSize: 69, accept: 0, reject: 1 },
      },
      'verdict-contradicted',
    ],
    ['is by another plan', { plan: { id: 'IP-PIN-10', version: 'C' } }, 'plan-not-of-lot'],
    ['is of another revision', { revision: 'C' }, 'revision-not-of-lot'],
    [
      'was measured by a gauge that is not fit',
      { readings: readingsOf(measuredPieces(), 'G-13') },
      'gauge-not-fit',
    ],
    ['has no readings', { readings: [], verdict: 'pass' as const }, 'readings-missing'],
  ])('because it %s is held, and waits for a person', async (_why, changes, code) => {
    const { ledger } = open;
    const lot = await newLot();
    const judged = await post(ledger, resultOf(lot, changes));
    expect(judged).toMatchObject({
      state: 'contradicted',
      result: { outcome: 'contradiction' },
      hold: { reason: { code: 'inspection-contradicted' } },
    });
    expect(judged.result!.findings.map((finding) => finding.code)).toContain(code);
    expect(await gateOf(lot)).toMatchObject({ releasable: false, blockedBy: [{ hold: judged.hold!.id }] });
    const exception = await onlyException(ledger, judged.transaction);
    expect(exception).toMatchObject({
      id: judged.exception,
      step: 'judge inspection',
      system: 'qms',
      subject: { kind: 'inspection', id: judged.id },
      resolutions: ['retry', 'withdraw'],
    });
    expect(exception.reason.text).toContain(judged.result!.findings[0]!.text);
  });
});

describe('a result that comes again', () => {
  it('is answered as before', async () => {
    const lot = await newLot();
    const first = await post(open.ledger, resultOf(lot));
    const again = await post(open.ledger, resultOf(lot));
    expect([again.id, again.hold!.id, again.result]).toEqual([first.id, first.hold!.id, first.result]);
    expect((await open.ledger.listHolds({ lot, limit: 10 })).items).toHaveLength(1);
  });

  it('and is another is refused', async () => {
    const lot = await newLot();
    await post(open.ledger, resultOf(lot));
    await expect(post(open.ledger, resultOf(lot, { measuredBy: 'somebody else' }))).rejects.toMatchObject({
      code: 'inspection-closed',
    });
  });

  it('from the QMS before the nonconformance that it names: still one hold, which that then extends', async () => {
    const { ledger } = open;
    const [lot, suspect] = [await newLot(), await newLot()];
    const nonconformance = `NC-${lot}`;
    const completed = { ...resultOf(lot), disposition: null, nonconformance };
    await tell(ledger, 'qms', 'qms.inspection.completed.v1', completed);
    await tell(ledger, 'qms', 'qms.nonconformance.raised.v1', {
      id: nonconformance,
      plant: 'lyon',
      scope: { lots: [{ lot }, { lot: suspect }] },
      reason: { code: 'dimension', text: 'pin 66' },
      severity: 'critical',
      detectedAt: '2026-11-03T06:40:00.000Z',
      raisedBy: 'qms',
    });
    const { items } = await ledger.listHolds({ lot, limit: 10 });
    expect(items).toMatchObject([
      { nonconformance: { id: nonconformance }, lots: [{ lot }, { lot: suspect }] },
    ]);
  });

  it('whose nonconformance has a hold of another lot holds its own', async () => {
    const { ledger } = open;
    const [lot, other] = [await newLot(), await newLot()];
    const nonconformance = { system: 'qms', id: `NC-${other}` };
    await place(ledger, holdRequest([other], { nonconformance }));
    const completed = { ...resultOf(lot), disposition: null, nonconformance: nonconformance.id };
    await tell(ledger, 'qms', 'qms.inspection.completed.v1', completed);
    const { items } = await ledger.listHolds({ lot, limit: 10 });
    expect(items).toMatchObject([{ nonconformance: null, lots: [{ lot }] }]);
  });

  it('from the QMS, with the nonconformance that it has raised already: one hold', async () => {
    const { ledger } = open;
    const lot = await newLot();
    await tell(ledger, 'qms', 'qms.nonconformance.raised.v1', {
      id: `NC-${lot}`,
      plant: 'lyon',
      scope: { lots: [{ lot }] },
      reason: { code: 'dimension', text: 'pin 66' },
      severity: 'critical',
      detectedAt: '2026-11-03T06:40:00.000Z',
      raisedBy: 'qms',
    });
    await tell(ledger, 'qms', 'qms.inspection.completed.v1', {
      ...resultOf(lot),
      disposition: null,
      nonconformance: `NC-${lot}`,
    });
    const { items } = await ledger.listHolds({ lot, limit: 10 });
    expect(items.map((hold) => hold.nonconformance)).toEqual([{ system: 'qms', id: `NC-${lot}` }]);
    const [inspection] = (await ledger.inspections.list({ lot, limit: 10 })).items;
    expect(inspection).toMatchObject({ state: 'failed', hold: { id: items[0]!.id }, checkpoint: null });
    const { asked } = await runOn(ledger, inspection!.id);
    expect(asked).toEqual([]);
  });
});
