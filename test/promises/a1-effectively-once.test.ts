import { randomUUID } from 'node:crypto';
import type { Hold } from '../../contracts/hold';
import { announce } from '../stack/floor';
import {
  askedOf,
  clearFaults,
  CONTAINING,
  dispose,
  ea,
  freshLot,
  getHold,
  heldIn,
  place,
  reached,
  release,
  request,
  taken,
  targetIn,
} from '../stack/material';
import { eventually } from '../support/eventually';
import { stack as sharedStack, type TestStack } from '../support/stack';

describe('A1 effectively once', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await sharedStack();
  });
  afterEach(async () => {
    await clearFaults(stack);
    for (const system of ['erp', 'mes-lyon', 'qms']) await stack.control(system).hands({ auto: false });
  });

  const counts = async (system: string, subject: string) =>
    (await askedOf(stack, system, subject)).map(({ calls, effects }) => ({ calls, effects }));

  it('A1 a system that acts and drops the answer is not asked twice', async () => {
    const lot = await freshLot(stack);
    for (const [system, operation] of [
      ['erp', 'stock-block'],
      ['wms', 'allocation-block'],
      ['mes-lyon', 'lot-hold'],
    ] as const)
      await stack.control(system).faults({ dropAfterEffect: 1, operations: [operation] });
    const hold = await place(stack, [lot]);
    await reached(stack, hold.id, 'effective');
    for (const system of CONTAINING)
      expect([system, await counts(system, lot)]).toEqual([system, [{ calls: 1, effects: 1 }]]);
  });

  it('A1 a posting whose answer is dropped is posted once', async () => {
    const lot = await freshLot(stack);
    const hold = await place(stack, [lot]);
    for (const system of ['erp', 'mes-lyon']) await stack.control(system).hands({ auto: true, afterMs: 0 });
    for (const [system, operation] of [
      ['erp', 'material-document'],
      ['wms', 'write-off'],
      ['mes-lyon', 'task'],
    ] as const)
      await stack.control(system).faults({ dropAfterEffect: 1, operations: [operation] });
    const scrap = taken(201, await dispose(stack, hold.id, lot, { decision: 'scrap', quantity: ea('1') }));
    await eventually(async () => (await getHold(stack, hold.id)).dispositions[0]?.state === 'verified');
    for (const system of CONTAINING) {
      expect([system, await counts(system, scrap.id)]).toEqual([system, [{ calls: 1, effects: 1 }]]);
      const { quantity, scrapped } = (await stack.control(system).state()).lots[lot]!;
      expect([system, quantity, scrapped]).toEqual([system, '99', '1']);
    }
  });

  it('A1 a call that fails is repeated with its key, and has its effect once', async () => {
    const lot = await freshLot(stack);
    await stack.control('erp').faults({ status: 500, operations: ['stock-block'] });
    const hold = await place(stack, [lot]);
    await eventually(async () => ((await counts('erp', lot))[0]?.calls ?? 0) >= 3);
    await clearFaults(stack);
    await reached(stack, hold.id, 'effective');
    const [only, ...others] = await counts('erp', lot);
    expect(others).toEqual([]);
    expect(only!.calls).toBeGreaterThan(3);
    expect(only!.effects).toBe(1);
  });

  it('A1 a lie is found out by reading back, and asked anew under a new generation', async () => {
    const lot = await freshLot(stack);
    await stack.control('erp').faults({ lie: 1, operations: ['stock-block'] });
    const hold = await place(stack, [lot]);
    await eventually(async () => (await counts('erp', lot)).length >= 2);
    const lied = await getHold(stack, hold.id);
    expect(lied.containment).not.toBe('effective');
    expect(targetIn(lied, 'erp').observedAt).toBeNull();
    await clearFaults(stack);
    const hold2 = await reached(stack, hold.id, 'effective');
    const asked = await askedOf(stack, 'erp', lot);
    const { id, generation } = targetIn(hold2, 'erp');
    expect(generation).toBe(asked.length);
    expect(asked.map(({ key, effects }) => [key, effects])).toEqual(
      asked.map((_, index) => [`${id}#${index + 1}`, index + 1 === generation ? 1 : 0]),
    );
    expect(await heldIn(stack, 'erp', lot)).toBe('100');
  });

  describe('A1 a request that is repeated with its key is answered as before', () => {
    const once = async (key: string, body: object) =>
      stack.api('quality').post<Hold>('/v1/quality-holds', body, { 'idempotency-key': key });
    const holdsOf = async (lot: string) =>
      taken(
        200,
        await stack.api('auditor').get<{ items: Hold[] }>(`/v1/quality-holds?lot=${encodeURIComponent(lot)}`),
      ).items;

    it('A1 one after the other', async () => {
      const lot = await freshLot(stack);
      const key = randomUUID();
      const first = taken(201, await once(key, request([lot])));
      await reached(stack, first.id, 'effective');
      expect(taken(201, await once(key, request([lot])))).toEqual(first);
      expect(await holdsOf(lot)).toHaveLength(1);
    });

    it('A1 all at once', async () => {
      const lot = await freshLot(stack);
      const key = randomUUID();
      const answers = await Promise.all(Array.from({ length: 10 }, () => once(key, request([lot]))));
      expect(answers.filter(({ status }) => status !== 201 && status !== 409)).toEqual([]);
      expect(new Set(answers.flatMap(({ status, body }) => (status === 201 ? [body.id] : []))).size).toBe(1);
      expect(await holdsOf(lot)).toHaveLength(1);
    });

    it('A1 and another body under the key is refused', async () => {
      const lot = await freshLot(stack);
      const key = randomUUID();
      taken(201, await once(key, request([lot])));
      expect(await once(key, request([lot], { severity: 'minor' }))).toMatchObject({
        status: 422,
        body: { code: 'idempotency-key-reused' },
      });
    });

    it('A1 a release that is repeated frees once', async () => {
      const lot = await freshLot(stack);
      const hold = await place(stack, [lot]);
      await reached(stack, hold.id, 'effective');
      const key = randomUUID();
      const [first, again] = [
        await dispose(stack, hold.id, lot, { quantity: ea('40') }, 'quality', key),
        await dispose(stack, hold.id, lot, { quantity: ea('40') }, 'quality', key),
      ];
      expect(again).toMatchObject({ status: 201, body: { id: first.body.id } });
      await eventually(async () => (await heldIn(stack, 'erp', lot)) === '60');
      expect((await getHold(stack, hold.id)).dispositions).toHaveLength(1);
    });
  });

  it('A1 an event that comes again is a duplicate', async () => {
    const lot = await freshLot(stack);
    const id = `NC-${randomUUID().slice(0, 8)}`;
    const raised = {
      id,
      plant: 'lyon',
      scope: { lots: [{ lot }] },
      reason: { code: 'dimension', text: 'undersize' },
      severity: 'major',
      detectedAt: new Date().toISOString(),
      raisedBy: 'inspector',
    };
    const tell = () => announce(stack, 'qms', 'qms.nonconformance.raised.v1', raised, id);
    expect((await tell()).body).toEqual({ id, status: 'accepted' });
    expect((await tell()).body).toEqual({ id, status: 'duplicate' });
    const { items } = taken(
      200,
      await stack.api('auditor').get<{ items: Hold[] }>(`/v1/quality-holds?lot=${encodeURIComponent(lot)}`),
    );
    expect(items.map(({ nonconformance }) => nonconformance)).toEqual([{ system: 'qms', id }]);
    await reached(stack, items[0]!.id, 'effective');
    await release(stack, items[0]!.id, lot);
    await reached(stack, items[0]!.id, 'closed');
  });
});
