import { randomBytes } from 'node:crypto';
import { inTraceOf } from '../../config/trace';
import type { Step } from '../../contracts/story';
import { startTelemetry } from '../../workers/telemetry';
import { comeHome, advance, obliged } from './come-home';
import { openLedger, type OpenLedger } from './open-ledger';
import { heldLot, onlyException, parkedScrap, resolve } from './parked';
import { holdRequest, place } from './requests';

let open: OpenLedger;
beforeAll(async () => {
  await startTelemetry('test', {});
  open = await openLedger();
});
afterAll(() => open.close());

const tell = async (transaction: string, page: { cursor?: string; limit?: number } = {}) =>
  open.ledger.stories.steps(transaction, { limit: 500, ...page });
const visits = async (transaction: string) =>
  (await tell(transaction)).steps.filter((step): step is Step<'visit'> => step.kind === 'visit');
const at = (second: number) => new Date(Date.UTC(2026, 10, 3, 6, 40, second));

describe('the story of a transaction', () => {
  it('says who asked, what each system was asked with, and what it was then read to say', async () => {
    const { lot, hold } = await heldLot(open.ledger, at(0));
    await comeHome(open.ledger, hold.id, at(1));
    const { steps, next } = await tell(hold.transaction);
    expect(next).toBeNull();
    expect(steps[0]).toMatchObject({
      kind: 'record',
      action: 'quality-hold.placed',
      at: at(0).toISOString(),
    });
    expect(steps.map((step) => step.at)).toEqual(steps.map((step) => step.at).toSorted());
    const erp = steps.find((step) => step.kind === 'visit' && step.system === 'erp');
    expect(erp).toMatchObject({
      target: `erp/lot/${lot}`,
      desired: { state: 'held', quantity: '70' },
      generation: 1,
      token: 1,
      key: `erp/lot/${lot}#1`,
      askedAt: at(1).toISOString(),
      answeredAt: at(1).toISOString(),
      outcome: 'observed',
      said: { state: 'held', quantity: '70' },
      text: `hold lot ${lot} (70): seen held 70, “done”`,
    });
    const events = steps.flatMap((step) => (step.kind === 'event' ? [step.type] : []));
    expect(events).toEqual(['interlock.quality-hold.placed.v1', 'interlock.quality-hold.effective.v1']);
  });

  it('says what is still out, and what it waits for', async () => {
    const { lot, hold } = await heldLot(open.ledger);
    await advance(open.ledger, hold.id);
    const erp = (await visits(hold.transaction)).find(({ system }) => system === 'erp');
    expect(erp).toMatchObject({
      outcome: 'unanswered',
      settledAt: null,
      text: `hold lot ${lot} (70): no answer yet`,
    });
    expect(await open.ledger.stories.waiting(hold.transaction)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ on: 'system', system: 'erp', text: `hold lot ${lot}: asked` }),
        expect.objectContaining({ on: 'person', text: `a decision on 70 EA of ${lot}` }),
        expect.objectContaining({ on: 'interlock', text: 'Temporal to be told' }),
      ]),
    );
  });

  it('keeps every visit to a target: a refusal, what a person did about it, and the next', async () => {
    const { hold, exception } = await parkedScrap(open.ledger);
    expect(await open.ledger.stories.waiting(hold.transaction)).toContainEqual(
      expect.objectContaining({ on: 'person', system: 'erp', exception: exception.id }),
    );
    await resolve(open.ledger, exception.id, 'retry');
    await comeHome(open.ledger, hold.id);
    const posted = (await visits(hold.transaction)).filter(
      ({ system, subject }) => system === 'erp' && subject.kind === 'disposition',
    );
    expect(posted.map(({ outcome, code, askedAt }) => [outcome, code, askedAt === null])).toEqual([
      ['rejected', 'PERIOD_CLOSED', false],
      ['observed', null, false],
    ]);
    expect(posted[0]!.text).toMatch(/^scrap 1 EA of .*: refused, PERIOD_CLOSED, “not now”$/);
    const { steps } = await tell(hold.transaction);
    const resolved = steps.find((step) => step.kind === 'record' && step.action === 'exception.resolved');
    expect(resolved).toMatchObject({ who: { id: 'support' }, why: 'seen to' });
  });

  it('tells of an ask that was overtaken what was asked then, and a visit that is told of twice once', async () => {
    const { hold } = await heldLot(open.ledger);
    const { batches } = await advance(open.ledger, hold.id);
    const results = batches.flatMap((batch) =>
      obliged(batch, Date.now()).map((result, index) => ({
        ...result,
        desired: batch.errands[index]!.desired,
      })),
    );
    await open.pool.query(`update target set token = token + 1, desired_quantity = 71 where id = $1`, [
      results[0]!.target,
    ]);
    await advance(open.ledger, hold.id, new Date(), { results });
    await advance(open.ledger, hold.id, new Date(), { results });
    const told = (await visits(hold.transaction)).filter(({ target }) => target === results[0]!.target);
    expect(told.filter(({ settledAt }) => settledAt !== null)).toMatchObject([
      { desired: { quantity: '70' }, token: 1 },
    ]);
  });

  it('tells what the saga of another hold of the lot brought home for it, too', async () => {
    const { lot, hold } = await heldLot(open.ledger);
    await comeHome(open.ledger, hold.id);
    const second = await place(open.ledger, holdRequest([lot]));
    await comeHome(open.ledger, second.id);
    const { batches } = await advance(open.ledger, second.id);
    expect(batches).toEqual([]);
    await open.pool.query(`update target set generation = generation + 1 where id = $1`, [`erp/lot/${lot}`]);
    await comeHome(open.ledger, hold.id);
    const told = (await visits(second.transaction)).filter(({ target }) => target === `erp/lot/${lot}`);
    expect(told).toMatchObject([{ by: hold.transaction, generation: 2, outcome: 'observed' }]);
  });

  it('says who took an event that was published in it, and who did not', async () => {
    const { hold } = await heldLot(open.ledger, at(0));
    await open.pool
      .query(`insert into subscription (id, transaction, url, types, patterns, plants, version, state, created_by_id, created_by_name, created_at)
      values ('SB-1', 'TX-1', 'https://example.com', '{}', '{}', '{}', 1, 'active', 'a', 'A', now())`);
    await open.pool.query(
      `insert into feed (id, subscription, kind, cursor, started_at) values ('FD-1', 'SB-1', 'live', 0, now())`,
    );
    await open.pool.query(
      `insert into delivery (feed, subscription, event, sequence, subject, state, attempts, due_at, settled_at, status)
       select 'FD-1', 'SB-1', id, 1, subject, 'dead', 8, at, $2, 503 from event where transaction = $1`,
      [hold.transaction, at(9)],
    );
    const { steps } = await tell(hold.transaction);
    expect(steps.at(-1)).toMatchObject({
      kind: 'delivery',
      at: at(9).toISOString(),
      text: 'SB-1 did not take it at attempt 8: a dead letter, 503',
    });
  });

  it('is told in pages that add up to it', async () => {
    const { hold } = await heldLot(open.ledger);
    await comeHome(open.ledger, hold.id);
    const whole = (await tell(hold.transaction)).steps.map(({ id }) => id);
    const paged: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await tell(hold.transaction, { limit: 2, ...(cursor !== undefined && { cursor }) });
      paged.push(...page.steps.map(({ id }) => id));
      cursor = page.next;
    }
    expect(paged).toEqual(whole);
    expect(new Set(whole).size).toBe(whole.length);
  });
});

describe('a transaction', () => {
  it('is found by what it is about', async () => {
    const { lot, hold } = await heldLot(open.ledger);
    const { hold: parked, disposition, exception } = await parkedScrap(open.ledger);
    const numbered = await place(
      open.ledger,
      holdRequest([lot], { nonconformance: { system: 'qms', id: 'NC-story' } }),
    );
    const find = async (filter: { about?: string; lot?: string; trace?: string }) =>
      (await open.ledger.stories.find({ ...filter, limit: 10 })).items.map(({ transaction }) => transaction);
    expect(await find({ about: hold.id })).toEqual([hold.transaction]);
    expect(await find({ about: hold.transaction })).toEqual([hold.transaction]);
    expect(await find({ about: 'NC-story' })).toEqual([numbered.transaction]);
    expect(await find({ about: disposition.id })).toEqual([parked.transaction]);
    expect(await find({ about: exception.id })).toEqual([parked.transaction]);
    expect((await find({ lot })).toSorted()).toEqual([hold.transaction, numbered.transaction].toSorted());
    expect(await find({ lot, about: hold.id })).toEqual([hold.transaction]);
    expect(await find({ about: 'nobody' })).toEqual([]);
    const trace = randomBytes(16).toString('hex');
    const asked = { traceparent: `00-${trace}-00f067aa0ba902b7-01` };
    const traced = await inTraceOf(asked, () => place(open.ledger, holdRequest([lot])));
    expect(await find({ trace })).toEqual([traced.transaction]);
    const { steps } = await tell(traced.transaction);
    expect(steps.map((step) => 'trace' in step && step.trace)).toEqual([trace, trace]);
    expect(await onlyException(open.ledger, parked.transaction)).toMatchObject({ id: exception.id });
  });
});
