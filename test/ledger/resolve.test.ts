import type { Problem } from '../../contracts/problem';
import type { Ledger } from '../../ledger';
import { advance, comeHome, obliged } from './come-home';
import { insist } from './insist';
import { openLedger, type OpenLedger } from './open-ledger';
import { comeHomeBut, heldLot, onlyException, parkedScrap, refused, resolve, SUPPORT } from './parked';

let open: OpenLedger;
let ledger: Ledger;
beforeAll(async () => {
  open = await openLedger();
  ledger = open.ledger;
});
afterAll(() => open.close());

const NOW = new Date('2026-11-03T06:40:00Z');
const after = (milliseconds: number) => new Date(NOW.getTime() + milliseconds);
const YEAR = 365 * 24 * 3600_000;

const problem = (code: Problem['code']) => expect.objectContaining({ code });
const targetOf = async (hold: string, system: string, kind: string) =>
  (await ledger.getHold(hold))!.targets.find(
    (target) => target.system === system && target.subject.kind === kind,
  )!;
const auditOf = async (transaction: string, action: string) =>
  (await ledger.listAudit({ transaction, limit: 200 })).items.filter((row) => row.action === action);
const eventsOf = async (transaction: string, type: string) =>
  (await ledger.listEvents({ transaction, limit: 200, after: 0 })).events.filter(
    (event) => event.type === type,
  );

describe('A4 a step that a system refused', () => {
  it('says what was asked, what the system answered, and what can be done', async () => {
    const { hold, disposition, exception } = await parkedScrap(ledger, NOW);
    expect(exception).toMatchObject({
      transaction: hold.transaction,
      plant: 'lyon',
      productFamily: 'wing-bracket',
      system: 'erp',
      step: 'posted disposition',
      subject: { kind: 'disposition', id: disposition.id },
      reason: { code: 'PERIOD_CLOSED', text: 'PERIOD_CLOSED: not now' },
      payload: { request: { subject: { id: disposition.id } }, answer: 'PERIOD_CLOSED: not now' },
      openedAt: NOW.toISOString(),
      attempts: 1,
      state: 'open',
      resolutions: ['retry', 'amend', 'withdraw'],
      stage: 0,
      closedAt: null,
      resolution: null,
    });
  });

  it('is tried again by itself, and the exception counts how often', async () => {
    const { hold, exception } = await parkedScrap(ledger, NOW);
    for (const minutes of [5, 10])
      await comeHomeBut(
        ledger,
        hold.id,
        ({ system }) => system === 'erp',
        after(minutes * 60_000),
        'STILL_CLOSED',
      );
    expect(await onlyException(ledger, hold.transaction)).toMatchObject({
      id: exception.id,
      openedAt: NOW.toISOString(),
      attempts: 3,
      reason: { code: 'STILL_CLOSED', text: 'STILL_CLOSED: not now' },
      payload: { answer: 'STILL_CLOSED: not now' },
    });
    expect(await eventsOf(hold.transaction, 'interlock.exception.opened.v1')).toHaveLength(1);
  });

  it('that comes through by itself closes its exception, and says so', async () => {
    const { hold, exception } = await parkedScrap(ledger, NOW);
    await comeHome(ledger, hold.id, after(60_000));
    expect(await ledger.getException(exception.id)).toMatchObject({
      state: 'closed',
      closedAt: after(60_000).toISOString(),
      resolutions: [],
      resolution: { action: 'healed', reason: null, by: null },
    });
    expect(await auditOf(hold.transaction, 'exception.closed')).toMatchObject([
      { who: { id: 'interlock' }, why: 'the step came through by itself' },
    ]);
    expect(await eventsOf(hold.transaction, 'interlock.exception.closed.v1')).toMatchObject([
      { data: { exception: exception.id, resolution: 'healed' } },
    ]);
    await expect(resolve(ledger, exception.id, 'retry')).rejects.toEqual(problem('exception-closed'));
  });
});

describe('A4 retry', () => {
  it('asks again at once, under the same key', async () => {
    const { hold, exception } = await parkedScrap(ledger, NOW);
    const before = await targetOf(hold.id, 'erp', 'disposition');
    expect((await advance(ledger, hold.id, after(1))).batches).toEqual([]);
    await resolve(ledger, exception.id, 'retry', { now: after(1) });
    const { batches, openExceptions } = await advance(ledger, hold.id, after(1));
    expect(batches.flatMap(({ errands }) => errands)).toMatchObject([
      { target: before.id, generation: before.generation },
    ]);
    expect(openExceptions).toBe(0);
  });

  it('wakes the saga', async () => {
    const { hold, exception } = await parkedScrap(ledger, NOW);
    const looks = async () =>
      (await open.pool.query(`select from command where kind = 'look' and subject = $1`, [hold.id]))
        .rowCount!;
    const before = await looks();
    await resolve(ledger, exception.id, 'retry', { now: NOW });
    expect(await looks()).toBe(before + 1);
  });

  it('is audited with who and why, and told', async () => {
    const { hold, exception } = await parkedScrap(ledger, NOW);
    const resolution = { action: 'retry', reason: 'seen to', by: SUPPORT };
    expect(await resolve(ledger, exception.id, 'retry', { now: NOW })).toMatchObject({
      state: 'closed',
      closedAt: NOW.toISOString(),
      resolution,
    });
    expect(await auditOf(hold.transaction, 'exception.resolved')).toMatchObject([
      { who: SUPPORT, why: 'seen to', subject: exception.id, from: 'open', to: { resolution: 'retry' } },
    ]);
    expect(await eventsOf(hold.transaction, 'interlock.exception.closed.v1')).toMatchObject([
      { data: { exception: exception.id, resolution: 'retry', by: SUPPORT } },
    ]);
  });

  it('that is refused again opens a new exception', async () => {
    const { hold, exception } = await parkedScrap(ledger, NOW);
    await resolve(ledger, exception.id, 'retry', { now: after(1) });
    await comeHomeBut(ledger, hold.id, ({ system }) => system === 'erp', after(2));
    const next = await onlyException(ledger, hold.transaction);
    expect(next.id).not.toBe(exception.id);
    expect(next.attempts).toBe(1);
  });

  it('of what is still on its way leaves it there, and its patience may run out again', async () => {
    const { hold } = await heldLot(ledger, NOW);
    const { batches } = await advance(ledger, hold.id, NOW);
    const wms = batches.find(({ system }) => system === 'wms')!;
    const targets = wms.errands.map(({ target }) => target);
    await ledger.escalate(hold.id, targets, after(30_000));
    const first = await onlyException(ledger, hold.transaction);
    expect(first).toMatchObject({ reason: { code: 'out-of-patience' }, resolutions: ['retry', 'amend'] });
    await resolve(ledger, first.id, 'retry', { now: after(31_000) });
    expect(await targetOf(hold.id, 'wms', 'lot')).toMatchObject({ status: 'asked', exception: null });
    expect((await advance(ledger, hold.id, after(31_000))).batches).toEqual([]);
    await ledger.escalate(hold.id, targets, after(60_000));
    expect((await onlyException(ledger, hold.transaction)).id).not.toBe(first.id);
    await advance(ledger, hold.id, after(61_000), { results: obliged(wms, after(61_000).getTime()) });
    expect(await targetOf(hold.id, 'wms', 'lot')).toMatchObject({ status: 'observed', exception: null });
  });
});

describe('A4 amend', () => {
  it('asks with the technical field, under a new key', async () => {
    const { hold, exception } = await parkedScrap(ledger, NOW);
    const before = await targetOf(hold.id, 'erp', 'disposition');
    await resolve(ledger, exception.id, 'amend', { payload: { postingDate: '2026-11-04' }, now: after(1) });
    const { batches } = await advance(ledger, hold.id, after(1));
    expect(batches).toMatchObject([
      {
        system: 'erp',
        mode: 'bring',
        errands: [{ generation: before.generation + 1, amendment: { postingDate: '2026-11-04' } }],
      },
    ]);
  });

  it('keeps what was amended before', async () => {
    const { hold, exception } = await parkedScrap(ledger, NOW);
    await resolve(ledger, exception.id, 'amend', { payload: { postingDate: '2026-11-04' }, now: after(1) });
    await comeHomeBut(ledger, hold.id, ({ system }) => system === 'erp', after(2));
    const { id } = await onlyException(ledger, hold.transaction);
    await resolve(ledger, id, 'amend', { payload: { quarantine: 'CAGE-2' }, now: after(3) });
    const { batches } = await advance(ledger, hold.id, after(3));
    expect(batches[0]!.errands[0]!.amendment).toEqual({ postingDate: '2026-11-04', quarantine: 'CAGE-2' });
  });

  it('of what may have happened is read first: it is not asked anew where it is done', async () => {
    const { hold } = await heldLot(ledger, NOW);
    const { batches } = await advance(ledger, hold.id, NOW);
    const erp = batches.find(({ system }) => system === 'erp')!;
    await ledger.escalate(hold.id, [erp.errands[0]!.target], after(30_000));
    const { id } = await onlyException(ledger, hold.transaction);
    await resolve(ledger, id, 'amend', { payload: { quarantine: 'CAGE-2' }, now: after(31_000) });
    const next = await advance(ledger, hold.id, after(32_000), {
      results: obliged(erp, after(32_000).getTime()),
    });
    expect(next.batches).toMatchObject([{ system: 'erp', mode: 'read' }]);
    await advance(ledger, hold.id, after(33_000), {
      results: next.batches.flatMap((batch) => obliged(batch, after(33_000).getTime())),
    });
    expect(await targetOf(hold.id, 'erp', 'lot')).toMatchObject({ status: 'observed' });
  });

  it.each([
    ['a fact', { quantity: '2' }, '/payload/quantity'],
    [
      'another fact, beside a technical field',
      { postingDate: '2026-11-04', lot: 'PIN-10:L-1' },
      '/payload/lot',
    ],
    ['a date that is none', { postingDate: '2026-02-30' }, '/payload/postingDate'],
    ['nothing', {}, '/payload'],
    ['no payload', null, '/payload'],
  ])('of %s is refused, and changes nothing', async (_, payload, pointer) => {
    const { hold, exception } = await parkedScrap(ledger, NOW);
    const before = await ledger.getHold(hold.id);
    await expect(resolve(ledger, exception.id, 'amend', { payload, now: NOW })).rejects.toEqual(
      expect.objectContaining({
        code: 'resolution-not-possible',
        errors: [expect.objectContaining({ pointer })],
      }),
    );
    expect(await ledger.getHold(hold.id)).toEqual(before);
    expect(await ledger.getException(exception.id)).toEqual(exception);
    expect(await auditOf(hold.transaction, 'exception.resolved')).toEqual([]);
  });
});

describe('A4 skip', () => {
  it('lets a step be that tidies', async () => {
    const { hold } = await heldLot(ledger, NOW);
    await comeHomeBut(ledger, hold.id, ({ system }) => system === 'plm', NOW);
    const exception = await onlyException(ledger, hold.transaction);
    expect(exception).toMatchObject({ system: 'plm', resolutions: ['retry', 'skip'] });
    await resolve(ledger, exception.id, 'skip', { now: after(1) });
    expect((await advance(ledger, hold.id, after(YEAR))).batches).toEqual([]);
    expect(await targetOf(hold.id, 'plm', 'nonconformance')).toMatchObject({
      status: 'observed',
      note: 'skipped: seen to',
    });
    expect(await auditOf(hold.transaction, 'exception.resolved')).toMatchObject([{ why: 'seen to' }]);
  });

  it('makes a stranger of what is on its way', async () => {
    const { hold } = await heldLot(ledger, NOW);
    const { batches } = await advance(ledger, hold.id, NOW);
    const plm = batches.find(({ system }) => system === 'plm')!;
    await ledger.escalate(hold.id, [plm.errands[0]!.target], after(30_000));
    await resolve(ledger, (await onlyException(ledger, hold.transaction)).id, 'skip', { now: after(31_000) });
    await advance(ledger, hold.id, after(32_000), { results: refused(plm, after(32_000).getTime()) });
    expect(await targetOf(hold.id, 'plm', 'nonconformance')).toMatchObject({
      status: 'observed',
      note: 'skipped: seen to',
    });
  });
});

describe('A4 withdraw', () => {
  it('takes a disposition back: its quantity is undecided again', async () => {
    const { hold, disposition, exception } = await parkedScrap(ledger, NOW);
    expect((await ledger.getHold(hold.id))!.lots).toMatchObject([{ undecided: '69', pending: '1' }]);
    await resolve(ledger, exception.id, 'withdraw', { now: after(1) });
    const now = (await ledger.getHold(hold.id))!;
    expect(now.lots).toMatchObject([{ undecided: '70', pending: '0', scrapped: '0' }]);
    expect(now.dispositions).toMatchObject([{ id: disposition.id, state: 'reversed' }]);
    const undone = await advance(ledger, hold.id, after(2));
    expect(undone.batches.flatMap(({ errands }) => errands).map(({ desired }) => desired.state)).toEqual(
      undone.batches.flatMap(({ errands }) => errands).map(() => 'undone'),
    );
  });
});

describe('A4 what is not possible for a step', () => {
  const wanting = async (action: 'skip' | 'withdraw' | 'amend', id: string) =>
    expect(
      resolve(ledger, id, action, { payload: action === 'amend' ? { postingDate: '2026-11-04' } : null }),
    ).rejects.toEqual(problem('resolution-not-possible'));

  it('is to skip, withdraw or post-date what contains', async () => {
    const { hold } = await heldLot(ledger, NOW);
    await comeHomeBut(ledger, hold.id, ({ system }) => system === 'erp', NOW);
    const { id, resolutions } = await onlyException(ledger, hold.transaction);
    expect(resolutions).toEqual(['retry', 'amend']);
    for (const action of ['skip', 'withdraw', 'amend'] as const) await wanting(action, id);
    expect(await onlyException(ledger, hold.transaction)).toMatchObject({ id });
  });

  it('is to skip what disposes', async () => {
    const { exception } = await parkedScrap(ledger, NOW);
    await wanting('skip', exception.id);
  });

  it('is a payload for anything but amend', async () => {
    const { exception } = await parkedScrap(ledger, NOW);
    await expect(
      resolve(ledger, exception.id, 'retry', { payload: { postingDate: '2026-11-04' } }),
    ).rejects.toEqual(problem('resolution-not-possible'));
  });

  it('is anything for an exception that is not there', async () => {
    await expect(resolve(ledger, 'EX-none', 'retry')).rejects.toEqual(problem('not-found'));
  });
});

describe('A4 once', () => {
  it('a second resolution is refused', async () => {
    const { exception } = await parkedScrap(ledger, NOW);
    await resolve(ledger, exception.id, 'retry', { now: NOW });
    for (const action of ['retry', 'withdraw', 'skip'] as const)
      await expect(resolve(ledger, exception.id, action)).rejects.toEqual(problem('exception-closed'));
  });

  it('of people who resolve at once, one wins', async () => {
    const { hold, exception } = await parkedScrap(ledger, NOW);
    const answers = await Promise.allSettled(
      (['retry', 'withdraw', 'retry', 'withdraw', 'retry'] as const).map((action) =>
        insist(() => resolve(ledger, exception.id, action, { now: NOW })),
      ),
    );
    const lost = answers.filter((answer) => answer.status === 'rejected');
    expect(lost.map(({ reason }) => reason as unknown)).toEqual(lost.map(() => problem('exception-closed')));
    expect(answers.length - lost.length).toBe(1);
    expect(await auditOf(hold.transaction, 'exception.resolved')).toHaveLength(1);
  });
});
