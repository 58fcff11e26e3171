import {
  learnPins,
  obey,
  openAt,
  post,
  qmsSays,
  readingsOf,
  resultOf,
  runOn,
  stepOf,
  without,
} from './inspections';
import { comeHome } from './come-home';
import { openLedger, type OpenLedger } from './open-ledger';
import { onlyException, refused, resolve } from './parked';
import { decide, dispositionRequest, receiveLot, tell } from './requests';
import { measuredPieces } from '../../sandbox/core/measurements';

let open: OpenLedger;
beforeAll(async () => {
  open = await openLedger();
  await learnPins(open.ledger);
});
afterAll(() => open.close());

let numbers = 0;
const checkpointOf = (lot: string) => ({
  plant: 'lyon',
  lot,
  order: 'PO-7001',
  operation: '10',
  checkpoint: 'after-turning',
});
/** A lot of 70 that has reached its checkpoint. */
async function reached(changes: { order?: string } = {}) {
  const lot = `PIN-10:S-${++numbers}`;
  await receiveLot(open.ledger, lot);
  return openAt(open.ledger, { ...checkpointOf(lot), ...changes });
}
const passing = {
  readings: readingsOf(without('66')),
  sampling: { lotSize: 70, sampleSize: 69, accept: 0, reject: 1 },
  verdict: 'pass' as const,
};
const numberOf = (id: string) => ({ inspection: { system: 'qms', id: `IL-of-${id}` } });
const typesOf = async (transaction: string) =>
  (await open.ledger.listEvents({ after: 0, transaction, limit: 50 })).events.map(({ type }) => type);

describe('a checkpoint', () => {
  it('opens one inspection, however often and by whom it is told', async () => {
    const { ledger } = open;
    const first = await reached();
    const again = await openAt(ledger, checkpointOf(first.lot));
    await tell(ledger, 'mes-lyon', 'mes.checkpoint.reached.v1', checkpointOf(first.lot));
    expect(again.id).toBe(first.id);
    expect((await ledger.inspections.list({ lot: first.lot, limit: 10 })).items).toHaveLength(1);
    const other = await openAt(ledger, { ...checkpointOf(first.lot), checkpoint: 'after-deburring' });
    expect(other.id).not.toBe(first.id);
  });

  it("has the operation wait, and the QMS inspect by the plan of the lot's own revision", async () => {
    const { ledger } = open;
    const { id } = await reached({ order: 'PO-7901' });
    const step = await stepOf(ledger, id);
    const errands = step.batches.flatMap((batch) =>
      batch.errands.map((errand) => ({ ...errand, system: batch.system })),
    );
    expect(errands).toMatchObject([
      { system: 'mes-lyon', subject: { kind: 'checkpoint', id }, desired: { state: 'held' } },
      {
        system: 'qms',
        subject: { kind: 'inspection', id },
        desired: { state: 'posted' },
        inspection: {
          revision: 'C',
          plan: { version: 'C', sampling: { sampleSize: null, accept: 0, reject: 1 } },
          order: 'PO-7901',
          operation: '10',
        },
      },
    ]);
    expect(step).toMatchObject({ state: 'opening', questions: [{ system: 'qms', items: ['PIN-10'] }] });
  });

  it('shows the number that the QMS gave it, once that was read back', async () => {
    const { ledger } = open;
    const { id, transaction } = await reached();
    const { step } = await runOn(ledger, id);
    expect(step).toMatchObject({ state: 'open', done: false, waitsFor: 'the result' });
    expect(await ledger.inspections.get(id)).toMatchObject({ state: 'open', ...numberOf(id) });
    expect(await typesOf(transaction)).toEqual(['interlock.inspection.opened.v1']);
  });

  it('of an item whose plan nobody knows waits for a person, and is tried again', async () => {
    const { ledger } = open;
    await receiveLot(ledger, 'PLATE-7:S-1');
    const { id, transaction } = await openAt(ledger, { ...checkpointOf('PLATE-7:S-1') });
    const { asked } = await runOn(ledger, id);
    expect(asked).toEqual(['held checkpoint']);
    const exception = await onlyException(ledger, transaction);
    expect(exception).toMatchObject({ reason: { code: 'plan-unknown' }, system: 'qms' });
    const item = { known: true, staged: null, stagedBy: null, blocked: null, openLots: [], nextSerial: null };
    const plan = { ...qmsSays().plans[0]!.plan, id: 'IP-PLATE-7' };
    const says = qmsSays({
      items: [{ ...item, item: 'PLATE-7', active: 'B' }],
      plans: [{ item: 'PLATE-7', revision: 'B', plan }],
    });
    await resolve(ledger, exception.id, 'retry');
    expect((await runOn(ledger, id, { says })).asked).toEqual(['posted inspection']);
    expect(await ledger.inspections.get(id)).toMatchObject({ state: 'open', plan: { id: 'IP-PLATE-7' } });
  });
});

describe('H8 while the result is waited for', () => {
  const gateOf = (lot: string, purpose: 'sale' | 'inspect') =>
    open.ledger.releasability(
      { lot, plant: 'lyon', action: 'ship', purpose, quantity: null, to: null, order: null, customer: null },
      null,
      new Date(),
    );

  it('the lot is not released, though it is unrestricted and nothing holds it; to the gauge it may go', async () => {
    const { ledger } = open;
    const { id, lot } = await reached();
    const pending = { releasable: false, blockedBy: [{ rule: 'inspection-pending' }] };
    expect(await gateOf(lot, 'sale')).toMatchObject(pending);
    expect(await gateOf(lot, 'inspect')).toMatchObject({ releasable: true });
    await runOn(ledger, id);
    expect(await gateOf(lot, 'sale')).toMatchObject(pending);
    await post(ledger, resultOf(lot, { ...passing, ...numberOf(id) }));
    expect(await gateOf(lot, 'sale')).toMatchObject({ releasable: true });
  });
});

describe('a pass', () => {
  it('lets the operation go on, and is told to the QMS', async () => {
    const { ledger } = open;
    const { id, lot, transaction } = await reached();
    await runOn(ledger, id);
    await post(ledger, resultOf(lot, { ...passing, ...numberOf(id) }));
    const { step, asked } = await runOn(ledger, id);
    expect(asked.sort()).toEqual(['free checkpoint', 'posted inspection-result']);
    expect(step).toMatchObject({ state: 'passed', done: true });
    expect(await typesOf(transaction)).toEqual([
      'interlock.inspection.opened.v1',
      'interlock.inspection.passed.v1',
    ]);
  });

  it('that comes before the QMS was read back counts for the inspection that was asked for', async () => {
    const { ledger } = open;
    const { id, lot } = await reached();
    const judged = await post(
      ledger,
      resultOf(lot, { ...passing, inspection: { system: 'qms', id: 'IL-early' } }),
    );
    expect(judged).toMatchObject({ id, state: 'passed', inspection: { id: 'IL-early' } });
    const next = await reached();
    const early = { ...passing, order: null, inspection: { system: 'qms', id: 'IL-earlier' } };
    expect(await post(ledger, resultOf(next.lot, early))).toMatchObject({ id: next.id, order: 'PO-7001' });
  });
});

it('a number that was posted for another lot is not taken over, and a person is told', async () => {
  const { ledger } = open;
  const { id, transaction } = await reached();
  const stranger = `PIN-10:S-${++numbers}`;
  await receiveLot(ledger, stranger);
  const other = await post(ledger, resultOf(stranger, { ...passing, ...numberOf(id) }));
  expect(other.id).not.toBe(id);
  expect((await runOn(ledger, id)).step).toMatchObject({ state: 'open', done: false });
  expect(await ledger.inspections.get(id)).toMatchObject({ inspection: null });
  const exception = await onlyException(ledger, transaction);
  expect(exception.reason).toMatchObject({
    code: 'number-of-another',
    text: expect.stringContaining(other.id),
  });
});

describe('a failure', () => {
  it('keeps the operation waiting until what it held is disposed of', async () => {
    const { ledger } = open;
    const { id, lot } = await reached();
    await runOn(ledger, id);
    const { hold } = await post(ledger, resultOf(lot, numberOf(id)));
    const waiting = await runOn(ledger, id);
    expect(waiting.asked).toEqual(['posted inspection-result']);
    expect(waiting.step).toMatchObject({ state: 'failed', done: false, waitsFor: `the end of ${hold!.id}` });
    await comeHome(ledger, hold!.id);
    await decide(ledger, hold!.id, dispositionRequest(lot, '70'));
    await comeHome(ledger, hold!.id);
    expect((await ledger.getHold(hold!.id))!.state).toBe('closed');
    const { step, asked } = await runOn(ledger, id);
    expect(asked).toEqual(['free checkpoint']);
    expect(step).toMatchObject({ state: 'failed', done: true });
  });

  it('is timed until the first disposition', async () => {
    const { ledger } = open;
    const { id, lot } = await reached();
    await runOn(ledger, id);
    const now = new Date();
    const before = (await ledger.inspections.dispositionDelays()).length;
    const { hold } = await post(ledger, resultOf(lot, numberOf(id)), now);
    await decide(ledger, hold!.id, dispositionRequest(lot, '1', 'scrap'), new Date(now.getTime() + 90_000));
    await decide(ledger, hold!.id, dispositionRequest(lot, '1', 'scrap'), new Date(now.getTime() + 95_000));
    const delays = await ledger.inspections.dispositionDelays();
    expect(delays).toHaveLength(before + 1);
    expect(delays).toContainEqual({ plant: 'lyon', seconds: 90 });
  });
});

describe('a contradiction', () => {
  const byUnfitGauge = { ...passing, readings: readingsOf(without('66'), 'G-13') };

  it('is judged anew on "retry", by the gauges as the QMS has them then; the hold stays', async () => {
    const { ledger } = open;
    const { id, lot, transaction } = await reached();
    await runOn(ledger, id);
    const { hold } = await post(ledger, resultOf(lot, { ...byUnfitGauge, ...numberOf(id) }));
    expect((await runOn(ledger, id)).step).toMatchObject({ state: 'contradicted', done: false });
    const exception = await onlyException(ledger, transaction);
    await resolve(ledger, exception.id, 'retry');
    await runOn(ledger, id, { says: qmsSays() });
    const still = await onlyException(ledger, transaction);
    expect(still.id).not.toBe(exception.id);
    await resolve(ledger, still.id, 'retry');
    const { step, asked } = await runOn(ledger, id, { says: qmsSays({ gauges: ['G-12', 'G-13'] }) });
    expect([step.state, step.done, asked]).toEqual(['passed', false, []]);
    expect(await ledger.inspections.get(id)).toMatchObject({
      exception: null,
      hold: { id: hold!.id, state: 'open' },
    });
    // What measured well by a gauge that is fit after all is let go by who may dispose, not by who repaired the gauge (H7).
    await comeHome(ledger, hold!.id);
    await decide(ledger, hold!.id, dispositionRequest(lot, '70'));
    await comeHome(ledger, hold!.id);
    expect((await runOn(ledger, id)).asked).toEqual(['free checkpoint']);
    await ledger.engineeringChanges.learn('lyon', qmsSays(), new Date());
  });

  it('waits for another result after "withdraw"', async () => {
    const { ledger } = open;
    const { id, lot, transaction } = await reached();
    await runOn(ledger, id);
    const first = await post(ledger, resultOf(lot, { ...byUnfitGauge, ...numberOf(id) }));
    await runOn(ledger, id);
    await expect(post(ledger, resultOf(lot, { ...passing, ...numberOf(id) }))).rejects.toMatchObject({
      code: 'inspection-closed',
      detail: expect.stringContaining('"withdraw"'),
    });
    await resolve(ledger, (await onlyException(ledger, transaction)).id, 'withdraw');
    expect(await ledger.inspections.get(id)).toMatchObject({ state: 'open', result: null, exception: null });
    const second = await post(
      ledger,
      resultOf(lot, { ...numberOf(id), readings: readingsOf(measuredPieces()) }),
    );
    expect([second.state, second.hold!.id]).toEqual(['failed', first.hold!.id]);
    expect((await runOn(ledger, id)).asked).toEqual(['posted inspection-result']);
    expect(await typesOf(transaction)).toEqual(
      expect.arrayContaining([
        'interlock.inspection.contradicted.v1',
        'interlock.inspection.result-withdrawn.v1',
        'interlock.inspection.failed.v1',
      ]),
    );
  });

  it('stands as it was answered while the QMS says what it said; and heals when that was out of date', async () => {
    const { ledger } = open;
    const lot = `PIN-10:S-${++numbers}`;
    await receiveLot(ledger, lot);
    const readings = readingsOf(without('66'), 'G-40');
    const judged = await post(ledger, resultOf(lot, { ...passing, readings }));
    expect(judged.state).toBe('contradicted');
    // What the QMS says at first changes nothing: the exception that was answered is still the one that is open.
    await runOn(ledger, judged.id);
    expect(await ledger.inspections.get(judged.id)).toMatchObject({
      state: 'contradicted',
      exception: judged.exception,
    });
    await resolve(ledger, judged.exception!, 'retry');
    await runOn(ledger, judged.id, { says: qmsSays({ gauges: ['G-12', 'G-40'] }) });
    expect(await ledger.inspections.get(judged.id)).toMatchObject({
      state: 'passed',
      exception: null,
      hold: { state: 'open' },
    });
  });
});

describe('a system that does not come through', () => {
  it('refuses: a person has it tried again; what only tells may be left out', async () => {
    const { ledger } = open;
    const { id, lot, transaction } = await reached();
    const now = new Date();
    const step = await stepOf(ledger, id, now);
    const qms = step.batches.filter(({ system }) => system === 'qms');
    const results = [
      ...qms.flatMap((batch) => refused(batch, now.getTime(), 'WRONG_REVISION')),
      ...step.batches.filter((batch) => !qms.includes(batch)).flatMap((batch) => obey(batch, now.getTime())),
    ];
    await stepOf(ledger, id, now, { results, assessments: [qmsSays()] });
    const parked = await onlyException(ledger, transaction);
    expect(parked).toMatchObject({
      step: 'posted inspection',
      reason: { code: 'WRONG_REVISION' },
      resolutions: ['retry'],
    });
    await resolve(ledger, parked.id, 'retry');
    expect((await runOn(ledger, id, { now })).asked).toEqual(['posted inspection']);
    await post(ledger, resultOf(lot, { ...passing, ...numberOf(id) }), now);
    const report = await stepOf(ledger, id, now);
    await stepOf(ledger, id, now, {
      results: report.batches.flatMap((batch) =>
        batch.system === 'qms' ? refused(batch, now.getTime()) : obey(batch, now.getTime()),
      ),
    });
    const unsaid = await onlyException(ledger, transaction);
    expect(unsaid).toMatchObject({ step: 'posted inspection-result', resolutions: ['retry', 'skip'] });
    await resolve(ledger, unsaid.id, 'skip');
    expect((await runOn(ledger, id, { now })).step).toMatchObject({ state: 'passed', done: true });
  });

  it('does not answer: a person is told once its patience is over, and it heals when it does', async () => {
    const { ledger } = open;
    const { id, transaction } = await reached();
    const now = new Date();
    const step = await stepOf(ledger, id, now);
    const mes = step.batches.find(({ system }) => system === 'mes-lyon')!;
    await ledger.inspections.escalate(id, { targets: mes.errands.map(({ target }) => target) }, now);
    await ledger.inspections.escalate(id, { system: 'qms' }, now);
    const { items } = await ledger.listExceptions({ transaction, state: 'open', limit: 10 });
    expect(items.map(({ system, reason }) => [system, reason.code])).toEqual(
      expect.arrayContaining([
        ['mes-lyon', 'out-of-patience'],
        ['qms', 'out-of-patience'],
      ]),
    );
    const results = step.batches.flatMap((batch) => obey(batch, now.getTime()));
    await stepOf(ledger, id, now, { results, assessments: [qmsSays()] });
    expect(await ledger.inspections.get(id)).toMatchObject({ state: 'open', exception: null });
  });
});

it('a step that is repeated by its name claims the same again; a result is taken once', async () => {
  const { ledger } = open;
  const { id, transaction } = await reached();
  const news = { inspection: id, step: 'run/1', results: [], assessments: [], asking: [] };
  const advance = () => ledger.inspections.advance(() => true, news, new Date());
  const targetsOf = ({ batches }: Awaited<ReturnType<typeof advance>>) =>
    batches.flatMap((batch) => batch.errands.map(({ target }) => target));
  const first = await advance();
  expect(targetsOf(await advance())).toEqual(targetsOf(first));
  const results = first.batches.flatMap((batch) => obey(batch, Date.now()));
  for (let times = 0; times < 2; times++) await stepOf(ledger, id, new Date(), { results });
  expect(await typesOf(transaction)).toEqual(['interlock.inspection.opened.v1']);
});
