import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { Hold, Residual } from '../../contracts/hold';
import type { AuditRow } from '../../contracts/record';
import { announce, atScreen } from '../stack/floor';
import { countRows } from '../stack/ledger';
import {
  clearFaults,
  dispose,
  ea,
  freshLot,
  gate,
  getHold,
  heldIn,
  place,
  reached,
  release,
  taken,
} from '../stack/material';
import type { Caller } from '../support/api';
import { eventually } from '../support/eventually';
import { stack as sharedStack, type TestStack } from '../support/stack';

/** Everybody but quality. */
const OTHERS: readonly Caller[] = [
  'administrator',
  'engineering',
  'planning',
  'support',
  'auditor',
  'partner',
];

describe('H7 decided by the authority', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await sharedStack();
  });
  afterEach(() => clearFaults(stack));

  const auditOf = async (transaction: string) =>
    taken(
      200,
      await stack
        .api('auditor')
        .get<{ items: z.infer<typeof AuditRow>[] }>(`/v1/audit?transaction=${transaction}&limit=100`),
    ).items;

  const expectUntouched = async (hold: Hold) => {
    const { state, dispositions, lots } = await getHold(stack, hold.id);
    expect({ state, dispositions, undecided: lots[0]?.undecided }).toEqual({
      state: 'open',
      dispositions: [],
      undecided: '100',
    });
  };

  it('H7 nobody but quality disposes, and who tried is on record', async () => {
    const lot = await freshLot(stack);
    const hold = await place(stack, [lot]);
    for (const caller of OTHERS)
      expect([caller, await dispose(stack, hold.id, lot, {}, caller)]).toMatchObject([
        caller,
        { status: 403, body: { code: 'not-authorized-to-decide' } },
      ]);
    expect(await dispose(stack, hold.id, lot, {}, 'nobody')).toMatchObject({ status: 401 });
    await expectUntouched(hold);
    const refused = (await auditOf(hold.transaction)).filter(({ action }) => /refused/.test(action));
    expect(refused.map(({ who }) => who.id)).toEqual(OTHERS);
  });

  it('H7 quality of one plant does not decide at another', async () => {
    const lot = await freshLot(stack, '100', 'monterrey');
    const hold = await place(stack, [lot], { plant: 'monterrey' });
    expect(await dispose(stack, hold.id, lot, {}, 'quality-lyon')).toMatchObject({
      status: 403,
      body: { code: 'not-authorized-to-decide' },
    });
    await expectUntouched(hold);
    const refused = (await auditOf(hold.transaction)).filter(({ action }) => /refused/.test(action));
    expect(refused.map(({ who }) => who.id)).toEqual(['quality-lyon']);
  });

  it('H7 who decided is who held the key, never what a body says', async () => {
    const lot = await freshLot(stack);
    const hold = await place(stack, [lot]);
    const claim = { decidedBy: { id: 'director', name: 'The Director' } };
    expect(await dispose(stack, hold.id, lot, claim as object)).toMatchObject({ status: 422 });
    await expectUntouched(hold);
    expect(await release(stack, hold.id, lot)).toMatchObject({ decidedBy: { id: 'quality' } });
  });

  it('H7 nobody but quality takes a decision back', async () => {
    const lot = await freshLot(stack);
    const hold = await place(stack, [lot]);
    const sort = taken(201, await dispose(stack, hold.id, lot, { decision: 'sort' }));
    const path = `/v1/quality-holds/${hold.id}/dispositions/${sort.id}/reversal`;
    const reverse = (as: Caller) => stack.api(as).post(path, { reason: 'a mistake' });
    for (const caller of OTHERS) expect(await reverse(caller)).toMatchObject({ status: 403 });
    expect(await reverse('quality')).toMatchObject({ status: 200, body: { state: 'reversed' } });
    await eventually(async () => (await getHold(stack, hold.id)).lots[0]?.undecided === '100');
  });

  describe('H7 by a signed event', () => {
    const decided = (nonconformance: string, lot: string) => ({
      nonconformance,
      lot,
      quantity: ea('100'),
      decision: 'release',
      reason: 'measured again',
      reference: 'MRB-78',
      decidedBy: { id: 'q-12', name: 'Quirin Quality', role: 'mrb-chair' },
      decidedAt: new Date().toISOString(),
    });

    it('H7 the QMS disposes, and its word on who decided is kept', async () => {
      const lot = await freshLot(stack);
      const id = `NC-${randomUUID().slice(0, 8)}`;
      const hold = await place(stack, [lot], { nonconformance: { system: 'qms', id } });
      await reached(stack, hold.id, 'effective');
      expect(await announce(stack, 'qms', 'qms.disposition.decided.v1', decided(id, lot))).toMatchObject({
        status: 200,
        body: { status: 'accepted' },
      });
      expect(await reached(stack, hold.id, 'closed')).toMatchObject({
        dispositions: [{ state: 'verified', decidedBy: { id: 'q-12', name: 'Quirin Quality' } }],
      });
    });

    it.each(['erp', 'wms', 'mes-lyon', 'plm'])('H7 %s does not, though it sign the same', async (system) => {
      const lot = await freshLot(stack);
      const id = `NC-${randomUUID().slice(0, 8)}`;
      const hold = await place(stack, [lot], { nonconformance: { system: 'qms', id } });
      expect(await announce(stack, system, 'qms.disposition.decided.v1', decided(id, lot))).toMatchObject({
        status: 422,
        body: { code: 'event-not-accepted' },
      });
      await expectUntouched(hold);
    });
  });

  it('H7 what the hold came too late for is named, and must be answered before it closes', async () => {
    const lot = await freshLot(stack);
    const gone = `SHP-${randomUUID().slice(0, 8)}`;
    const picked = `PCK-${randomUUID().slice(0, 8)}`;
    expect(
      await atScreen(stack, 'erp', '/deliveries', delivery(gone, lot, 'atlantic-aerostructures', '10')),
    ).toBe(200);
    expect(await atScreen(stack, 'erp', `/deliveries/${gone}/goods-issue`, {})).toBe(200);
    expect(await atScreen(stack, 'wms', '/shipments', delivery(picked, lot, 'alpine-jets', '5'))).toBe(200);
    expect(await atScreen(stack, 'wms', `/shipments/${picked}/pick`, {})).toBe(200);

    await eventually(async () => (await gate(stack, lot)).releasableQuantity.value === '90');
    const hold = await place(stack, [lot]);
    const residual = await eventually(async () => {
      const found = (await getHold(stack, hold.id)).residual;
      // An event of the WMS may come before its answer; only the answer names the customer.
      return found.length === 2 && found.every(({ customer }) => customer !== null) && found;
    });
    const said = residual.map(({ kind, system, reference, customer, quantity }) => ({
      kind,
      system,
      reference,
      customer,
      quantity: quantity.value,
    }));
    expect(said.sort((a, b) => a.kind.localeCompare(b.kind))).toEqual([
      { kind: 'picked', system: 'wms', reference: picked, customer: 'alpine-jets', quantity: '5' },
      {
        kind: 'shipped',
        system: 'erp',
        reference: gone,
        customer: 'atlantic-aerostructures',
        quantity: '10',
      },
    ]);

    await reached(stack, hold.id, 'effective');
    await release(stack, hold.id, lot, '90');
    await eventually(async () => (await getHold(stack, hold.id)).dispositions[0]?.state === 'verified');
    for (const [index, one] of residual.entries()) {
      expect(await getHold(stack, hold.id)).toMatchObject({ state: 'disposing', closedAt: null });
      await answer(hold.id, one, index);
    }
    const closed = await reached(stack, hold.id, 'closed');
    expect(closed.residual.map(({ answer: given }) => given?.by.id)).toEqual(Array(2).fill('quality'));
    expect(await heldIn(stack, 'erp', lot)).toBe('0');
  });

  it('H7 what is shipped after all were asked, and before the ERP is held, has escaped and is named', async () => {
    const lot = await freshLot(stack);
    const id = `SHP-${randomUUID().slice(0, 8)}`;
    expect(await atScreen(stack, 'erp', '/deliveries', delivery(id, lot, 'alpine-jets', '10'))).toBe(200);
    await stack.control('erp').faults({ latencyMs: 3_600_000, operations: ['stock-block'] });
    const hold = await place(stack, [lot]);
    await eventually(
      async () =>
        (await countRows(stack, 'exposure where hold = $1 and answered_at is null', [hold.id])) === 0,
    );
    expect((await getHold(stack, hold.id)).residual).toEqual([]);
    expect(await atScreen(stack, 'erp', `/deliveries/${id}/goods-issue`, {})).toBe(200);
    const [residual] = await eventually(async () => {
      const found = (await getHold(stack, hold.id)).residual;
      return found.length > 0 && found;
    });
    expect(residual).toMatchObject({
      kind: 'shipped',
      reference: id,
      customer: 'alpine-jets',
      quantity: ea('10'),
    });
    await clearFaults(stack);
    const effective = await reached(stack, hold.id, 'effective');
    expect(effective.lots).toMatchObject([{ quantity: '100', undecided: '90', escaped: '10' }]);
    await release(stack, hold.id, lot, '90');
    await answer(hold.id, residual!, 0);
    expect((await reached(stack, hold.id, 'closed')).residual).toHaveLength(1);
    expect(await heldIn(stack, 'erp', lot)).toBe('0');
  });

  it('H7 what was released and is shipped has not escaped', async () => {
    const lot = await freshLot(stack);
    const hold = await place(stack, [lot]);
    await reached(stack, hold.id, 'effective');
    await release(stack, hold.id, lot, '60');
    await eventually(async () => (await gate(stack, lot)).releasableQuantity.value === '60');
    const id = `SHP-${randomUUID().slice(0, 8)}`;
    expect(await atScreen(stack, 'erp', '/deliveries', delivery(id, lot, 'alpine-jets', '50'))).toBe(200);
    expect(await atScreen(stack, 'erp', `/deliveries/${id}/goods-issue`, {})).toBe(200);
    await eventually(async () => (await gate(stack, lot)).releasableQuantity.value === '10');
    const now = await getHold(stack, hold.id);
    expect(now).toMatchObject({ residual: [], lots: [{ undecided: '40', released: '60', escaped: '0' }] });
    await release(stack, hold.id, lot, '40');
    await reached(stack, hold.id, 'closed');
  });

  it('H7 a hold on a lot that is gone closes when its customer was answered for, and not before', async () => {
    const hold = await place(stack, ['BRACKET-100:L-0101']);
    const [residual] = await eventually(async () => {
      const found = (await getHold(stack, hold.id)).residual;
      return found.length > 0 && found;
    });
    expect(residual).toMatchObject({
      kind: 'shipped',
      reference: 'SH-8801',
      customer: 'atlantic-aerostructures',
      quantity: ea('50'),
      answer: null,
    });
    expect(await reached(stack, hold.id, 'effective')).toMatchObject({ state: 'open' });
    expect(await heldIn(stack, 'wms', 'BRACKET-100:L-0101')).toBe('0');
    await answer(hold.id, residual!, 0);
    await reached(stack, hold.id, 'closed');
    await eventually(async () => {
      const targets = (await getHold(stack, hold.id)).targets.filter(({ subject }) => subject.kind === 'lot');
      return targets.every(({ desired, status }) => desired.state === 'free' && status === 'observed');
    });
  });

  /** A delivery of the ERP, and a shipment of the WMS, to a customer. */
  const delivery = (id: string, lot: string, customer: string, quantity: string) => ({
    id,
    plant: 'lyon',
    customer,
    lines: [{ lot, quantity }],
  });

  async function answer(hold: string, { id }: Residual, index: number): Promise<void> {
    const path = `/v1/quality-holds/${hold}/residuals/${id}/answer`;
    const given = { action: 'recall', reference: `RC-${index}`, text: 'the customer sends them back' };
    expect(await stack.api('planning').post(path, given)).toMatchObject({ status: 403 });
    expect(await stack.api('quality').post(path, { ...given, action: 'forget' })).toMatchObject({
      status: 422,
    });
    expect(await stack.api('quality').post(path, given)).toMatchObject({ status: 200 });
    expect(await stack.api('quality').post(path, given)).toMatchObject({ status: 409 });
  }
});
