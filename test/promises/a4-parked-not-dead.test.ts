import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import type { Credentials } from '../../config/credentials';
import type { AuditRow } from '../../contracts/record';
import { onScreen } from '../stack/floor';
import { putOff } from '../stack/ledger';
import { askedOf, clearFaults, CONTAINING, getHold, taken } from '../stack/material';
import type { Caller } from '../support/api';
import type { SandboxEffect } from '../support/control';
import { eventually } from '../support/eventually';
import { stack as sharedStack, type TestStack } from '../support/stack';
import {
  closeBooks,
  dispositionIs,
  exceptionsOf,
  getException,
  openBooks,
  parked,
  refusedScrap,
  resolve,
} from './a4/queue';
import { clearUp, engineer, expectAgreement, farAt, reaches, release as releaseChange } from './e/change';
import { OPERATIONS } from './e/steps';

describe('A4 parked, not dead', () => {
  let stack: TestStack;
  let openDay: string;
  beforeAll(async () => {
    stack = await sharedStack();
    await stack.control('erp').hands({ auto: true, afterMs: 0 });
  });
  afterAll(() => stack.control('erp').hands({ auto: false }));
  beforeEach(async () => {
    openDay = await closeBooks(stack);
  });
  afterEach(async () => {
    await openBooks(stack);
    await clearUp(stack);
  });

  const auditOf = async (transaction: string): Promise<z.infer<typeof AuditRow>[]> =>
    taken(
      200,
      await stack
        .api('auditor')
        .get<{ items: z.infer<typeof AuditRow>[] }>(`/v1/audit?transaction=${transaction}&limit=200`),
    ).items;
  const eventsOf = async (transaction: string, type: string) =>
    taken(
      200,
      await stack
        .api('auditor')
        .get<{ events: { data: object }[] }>(`/v1/events?transaction=${transaction}&type=${type}&limit=100`),
    ).events.map(({ data }) => data);
  const done = (asked: readonly SandboxEffect[]) => asked.reduce((sum, { effects }) => sum + effects, 0);

  /** The pieces have left, once, and the ERP has one document of it. */
  async function expectPostedOnce(lot: string, scrap: string, postingDate: string | null): Promise<void> {
    for (const system of CONTAINING) {
      expect([system, done(await askedOf(stack, system, scrap))]).toEqual([system, 1]);
      const { quantity, scrapped } = (await stack.control(system).state()).lots[lot]!;
      expect([system, quantity, scrapped]).toEqual([system, '99', '1']);
    }
    const read = await onScreen<{ 'material-documents': object[] }>(
      stack,
      'erp',
      '/material-document-queries',
      { references: [scrap] },
    );
    expect(read['material-documents']).toMatchObject([
      { reference: scrap, quantity: '1', state: 'done', ...(postingDate && { postingDate }) },
    ]);
  }

  it('A4 the queue shows what was asked, what the system answered, and no secret', async () => {
    const { lot, hold, scrap, exception } = await refusedScrap(stack);
    expect(exception).toMatchObject({
      transaction: hold.transaction,
      plant: 'lyon',
      productFamily: 'wing-bracket',
      system: 'erp',
      step: 'posted disposition',
      subject: { kind: 'disposition', id: scrap.id },
      reason: { code: 'PERIOD_CLOSED', text: expect.stringContaining('The books are closed through') },
      payload: {
        request: {
          key: expect.stringContaining(scrap.id),
          lot,
          disposition: { decision: 'scrap', quantity: '1' },
        },
        answer: expect.stringContaining('The books are closed through'),
      },
      state: 'open',
      resolutions: ['retry', 'amend', 'withdraw'],
    });
    const file = readFileSync(join(stack.data, 'credentials.json'), 'utf8');
    const { keys } = stack.description();
    const secrets = [...Object.values((JSON.parse(file) as Credentials).systems), ...Object.values(keys)];
    for (const secret of secrets) expect(JSON.stringify(exception)).not.toContain(secret);
    expect(await getException(stack, exception.id)).toMatchObject({ id: exception.id });
  });

  it('A4 amend: posted on another day, once, and the disposition is verified', async () => {
    const { lot, hold, scrap, exception } = await refusedScrap(stack);
    taken(200, await resolve(stack, exception.id, 'amend', { payload: { postingDate: openDay } }));
    await dispositionIs(stack, hold, scrap, 'verified');
    await expectPostedOnce(lot, scrap.id, openDay);
    expect(await exceptionsOf(stack, hold)).toEqual([]);
  });

  it.each([{ quantity: '2' }, { lot: 'PIN-10:L-0417' }, { decision: 'release', postingDate: '2126-12-02' }])(
    'A4 amend: a fact is refused, and nothing changes: %j',
    async (payload) => {
      const { lot, hold, scrap, exception } = await refusedScrap(stack);
      expect(await resolve(stack, exception.id, 'amend', { payload })).toMatchObject({
        status: 422,
        body: {
          code: 'resolution-not-possible',
          errors: [{ pointer: `/payload/${Object.keys(payload)[0]}` }],
        },
      });
      expect((await exceptionsOf(stack, hold)).map(({ id }) => id)).toEqual([exception.id]);
      expect((await getHold(stack, hold.id)).lots).toMatchObject([{ pending: '1', scrapped: '0' }]);
      expect(done(await askedOf(stack, 'erp', scrap.id))).toBe(0);
      expect((await stack.control('erp').state()).lots[lot]).toMatchObject({ quantity: '100' });
    },
  );

  it('A4 retry: once the cause is mended it goes on at once, not when it would have by itself', async () => {
    const { lot, hold, scrap } = await refusedScrap(stack);
    const { id } = await parked(stack, hold, { system: 'erp', attempts: 2 });
    await putOff(stack, hold.transaction);
    await openBooks(stack);
    taken(200, await resolve(stack, id, 'retry'));
    await dispositionIs(stack, hold, scrap, 'verified');
    await expectPostedOnce(lot, scrap.id, null);
  });

  it('A4 an exception whose cause heals closes itself, and says so', async () => {
    const { hold, scrap, exception } = await refusedScrap(stack);
    await openBooks(stack);
    await dispositionIs(stack, hold, scrap, 'verified');
    expect(await getException(stack, exception.id)).toMatchObject({
      state: 'closed',
      resolutions: [],
      resolution: { action: 'healed', by: null },
    });
    expect(await eventsOf(hold.transaction, 'interlock.exception.closed.v1')).toMatchObject([
      { exception: exception.id, resolution: 'healed' },
    ]);
    expect(await resolve(stack, exception.id, 'retry')).toMatchObject({
      status: 409,
      body: { code: 'exception-closed' },
    });
  });

  describe('A4 withdraw', () => {
    it('A4 of a disposition takes it back: its pieces are undecided again, and nothing is posted', async () => {
      const { lot, hold, scrap, exception } = await refusedScrap(stack);
      taken(200, await resolve(stack, exception.id, 'withdraw'));
      await dispositionIs(stack, hold, scrap, 'reversed');
      await eventually(async () => {
        const { targets } = await getHold(stack, hold.id);
        const posted = targets.filter(({ subject }) => subject.id === scrap.id);
        return posted.every(({ desired, status }) => desired.state === 'undone' && status === 'observed');
      });
      for (const system of CONTAINING)
        expect([system, (await stack.control(system).state()).lots[lot]]).toMatchObject([
          system,
          { quantity: '100', scrapped: '0', held: '100' },
        ]);
      expect((await getHold(stack, hold.id)).lots).toMatchObject([{ undecided: '100', pending: '0' }]);
      expect(await exceptionsOf(stack, hold)).toEqual([]);
    });

    it('A4 of a refused staging withdraws the change at that plant', async () => {
      await stack.control('mes-lyon').faults({ status: 422, operations: [OPERATIONS.mes.stage] });
      const { id } = await releaseChange(stack, await engineer(stack, ['BAR-3']), farAt('lyon'));
      const exception = await parked(stack, await reaches(stack, id, 'staging'), { system: 'mes-lyon' });
      expect(exception).toMatchObject({ step: 'staged item', resolutions: ['retry', 'withdraw'] });
      taken(200, await resolve(stack, exception.id, 'withdraw', { reason: 'not this year' }));
      await clearFaults(stack);
      expect(await reaches(stack, id, 'withdrawn')).toMatchObject({
        withdrawal: { reason: 'not this year' },
      });
      await expectAgreement(stack, id);
    });
  });

  describe('A4 once', () => {
    it('A4 the same request again is answered as before; another is told that it is resolved', async () => {
      const { exception } = await refusedScrap(stack);
      const key = randomUUID();
      const payload = { postingDate: openDay };
      const first = await resolve(stack, exception.id, 'amend', { payload, key });
      expect(first).toMatchObject({
        status: 200,
        body: { state: 'closed', resolution: { action: 'amend' } },
      });
      const again = await resolve(stack, exception.id, 'amend', { payload, key });
      expect([again.status, again.body]).toEqual([200, first.body]);
      expect(await resolve(stack, exception.id, 'withdraw')).toMatchObject({
        status: 409,
        body: { code: 'exception-closed' },
      });
    });

    it('A4 of two people at once, one wins; it is audited with who and why, and told', async () => {
      const { hold, exception } = await refusedScrap(stack);
      const answers = await Promise.all(
        (['support', 'administrator'] as const).map((as) =>
          resolve(stack, exception.id, 'retry', { as, reason: `says ${as}` }),
        ),
      );
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
      const { resolution } = answers.find(({ status }) => status === 200)!.body;
      const rows = (await auditOf(hold.transaction)).filter(({ action }) => action === 'exception.resolved');
      expect(rows).toMatchObject([{ subject: exception.id, who: resolution!.by, why: resolution!.reason }]);
      expect(rows[0]!.why).toBe(`says ${rows[0]!.who.id}`);
      expect(await eventsOf(hold.transaction, 'interlock.exception.closed.v1')).toMatchObject([
        { exception: exception.id, resolution: 'retry', by: resolution!.by },
      ]);
    });
  });

  const outsiders: Caller[] = ['quality', 'quality-lyon', 'engineering', 'planning', 'auditor', 'partner'];
  it('A4 only support and the administrator resolve: others are refused, and recorded', async () => {
    const { hold, exception } = await refusedScrap(stack);
    for (const as of outsiders)
      expect(await resolve(stack, exception.id, 'withdraw', { as })).toMatchObject({
        status: 403,
        body: { code: 'not-authorized-to-decide' },
      });
    const refusals = (await auditOf(hold.transaction)).filter(
      ({ action }) => action === 'resolveException.refused',
    );
    expect(refusals.map(({ who, subject }) => [who.id, subject])).toEqual(
      outsiders.map((as) => [as, exception.id]),
    );
    expect(await getException(stack, exception.id)).toMatchObject({ state: 'open' });
    expect((await getHold(stack, hold.id)).dispositions).toMatchObject([{ state: 'executing' }]);
  });
});
