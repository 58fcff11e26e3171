import type { Concession } from '../../contracts/disposition';
import type { z } from 'zod';
import type { Question } from '../../domain/gate';
import { comeHome } from './come-home';
import { openLedger, type OpenLedger } from './open-ledger';
import { decide, dispositionRequest, holdRequest, place, receiveLot, tell } from './requests';

const LOT = 'PIN-10:L-1';
const NOW = new Date('2026-11-03T06:40:00Z');
const days = (count: number) => new Date(NOW.getTime() + count * 86_400_000);
const ea = (value: string) => ({ value, unit: 'EA' as const });
const APPROVALS = (['quality', 'design-authority'] as const).map((kind) => ({
  kind,
  id: 'mrb',
  name: 'Material review board',
  meaning: 'may be used',
  at: NOW.toISOString(),
  reference: 'MRB-77',
}));

let open: OpenLedger;
beforeEach(async () => {
  open = await openLedger();
  await receiveLot(open.ledger, LOT, '70', NOW);
});
afterEach(() => open.close());

/** All of the lot is held, and then used as it is under this concession. */
async function conceded(concession: z.input<typeof Concession>, quantity = '70'): Promise<string> {
  const nonconformance = { system: 'qms', id: 'NC-1' };
  const hold = await place(open.ledger, holdRequest([LOT], { nonconformance }), NOW);
  await comeHome(open.ledger, hold.id, NOW);
  const more = { approvals: APPROVALS, concession };
  await decide(open.ledger, hold.id, dispositionRequest(LOT, quantity, 'use-as-is', more), NOW);
  await comeHome(open.ledger, hold.id, NOW);
  return hold.id;
}
const ask = (question: Partial<Question> = {}, at = NOW) =>
  open.ledger.releasability(
    {
      lot: LOT,
      plant: 'lyon',
      action: 'ship',
      purpose: 'sale',
      quantity: '1',
      to: null,
      order: null,
      customer: null,
      ...question,
    },
    null,
    at,
  );
const ship = (quantity: string, customer: string, at = NOW) =>
  tell(
    open.ledger,
    'erp',
    'erp.shipment.posted.v1',
    { shipment: `SH-${customer}`, customer, lines: [{ lot: LOT, quantity: ea(quantity) }] },
    at,
  );
const account = async (hold: string) => (await open.ledger.getHold(hold))!.lots[0]!;
const holdsOf = async () => (await open.ledger.listHolds({ lot: LOT, limit: 10 })).items;
/** The hold that the concession's pieces are under again, where the first one is closed. */
const heldAgain = async () => (await holdsOf()).find(({ state }) => state === 'open');
/** What ERP, WMS and MES are to do about the lot. */
const desired = async () =>
  (
    await open.pool.query<{ desired: string }>(
      "select distinct desired_state || ' ' || desired_quantity as desired from target where lot = $1 and subject_kind = 'lot'",
      [LOT],
    )
  ).rows.map((row) => row.desired);

describe('a concession opens the gate', () => {
  it('for its customers alone', async () => {
    const hold = await conceded({ customers: ['AERO-9'] });
    expect((await open.ledger.getHold(hold))!.state).toBe('closed');
    expect(await ask({ customer: 'AERO-9', quantity: '70' })).toMatchObject({ releasable: true });
    for (const customer of [null, 'AERO-10'])
      expect(await ask({ customer })).toMatchObject({
        releasable: false,
        releasableQuantity: ea('0'),
        blockedBy: [{ rule: 'concession' }],
      });
  });

  it('for its orders alone', async () => {
    await conceded({ orders: ['PO-7001'] });
    const consume = { action: 'consume', purpose: 'production' } as const;
    expect((await ask({ ...consume, order: 'PO-7001' })).releasable).toBe(true);
    expect((await ask({ ...consume, order: 'PO-7002' })).blockedBy).toEqual([{ rule: 'concession' }]);
    expect((await ask(consume)).releasable).toBe(false);
  });

  it('beside what is free: what was released may go to anybody', async () => {
    const hold = await conceded({ customers: ['AERO-9'] }, '40');
    await decide(open.ledger, hold, dispositionRequest(LOT, '30'), NOW);
    await comeHome(open.ledger, hold, NOW);
    expect((await ask({ customer: 'AERO-10' })).releasableQuantity).toEqual(ea('30'));
    expect((await ask({ customer: 'AERO-9' })).releasableQuantity).toEqual(ea('70'));
  });

  it('as long as it is good: the answer says until when', async () => {
    await conceded({ expiresAt: days(30).toISOString() });
    expect(await ask({}, days(29))).toMatchObject({
      releasable: true,
      validUntil: days(30).toISOString(),
    });
    // By the gate's own clock: nobody has swept it yet.
    expect((await ask({}, days(30))).blockedBy).toEqual([{ rule: 'concession' }]);
  });

  it('for as many as it allows', async () => {
    await conceded({ maxQuantity: ea('40'), customers: ['AERO-9'] });
    expect((await ask({ customer: 'AERO-9' })).releasableQuantity).toEqual(ea('40'));
    await ship('15', 'AERO-9');
    expect((await ask({ customer: 'AERO-9' })).releasableQuantity).toEqual(ea('25'));
    expect((await ask()).releasableQuantity).toEqual(ea('0'));
  });
});

describe('when a concession runs out, what is left is held again', () => {
  it('by time, of the same hold where it is open', async () => {
    const hold = await conceded({ expiresAt: days(30).toISOString() }, '40');
    expect(await account(hold)).toMatchObject({ undecided: '30', usedAsIs: '40' });
    await ship('10', 'AERO-9');
    await open.ledger.endWhatRanOut(days(29));
    expect(await account(hold)).toMatchObject({ undecided: '30', usedAsIs: '40' });
    await open.ledger.endWhatRanOut(days(30));
    expect(await account(hold)).toMatchObject({ quantity: '70', undecided: '60', usedAsIs: '10' });
    expect(await holdsOf()).toHaveLength(1);
    await comeHome(open.ledger, hold, days(30));
    expect(await desired()).toEqual(['held 60']);
    expect((await open.ledger.getHold(hold))!.containment).toBe('effective');
    // Once.
    await open.ledger.endWhatRanOut(days(31));
    expect(await account(hold)).toMatchObject({ undecided: '60' });
  });

  it('by time, of a new hold where it is closed: that stays closed', async () => {
    const hold = await conceded({ expiresAt: days(30).toISOString() });
    expect(await desired()).toEqual(['free 0']);
    await ship('10', 'AERO-9');
    await open.ledger.endWhatRanOut(days(30));
    expect((await open.ledger.getHold(hold))!.state).toBe('closed');
    const again = await heldAgain();
    expect(again).toMatchObject({
      state: 'open',
      containment: 'gated',
      nonconformance: { system: 'qms', id: 'NC-1' },
      reason: { code: 'dimension', text: expect.stringContaining(hold) },
      lots: [{ quantity: '60', undecided: '60' }],
    });
    await comeHome(open.ledger, again!.id, days(30));
    expect(await desired()).toEqual(['held 60']);
    expect((await ask({}, days(30))).blockedBy).toEqual([{ hold: again!.id, reason: 'dimension' }]);
  });

  it('by quantity, with the shipment that used it up', async () => {
    const hold = await conceded({ maxQuantity: ea('40'), customers: ['AERO-9'] });
    await ship('40', 'AERO-9');
    const again = await heldAgain();
    expect(again).toMatchObject({ state: 'open', lots: [{ quantity: '30', undecided: '30' }] });
    expect(again!.id).not.toBe(hold);
    expect((await ask({ customer: 'AERO-9' })).releasable).toBe(false);
  });

  it('and tells so, once', async () => {
    await conceded({ expiresAt: days(1).toISOString() });
    await open.ledger.endWhatRanOut(days(1));
    await open.ledger.endWhatRanOut(days(2));
    const { events } = await open.ledger.listEvents({
      after: 0,
      type: 'interlock.concession.*',
      limit: 10,
    });
    expect(events.map(({ data }) => data)).toEqual([
      expect.objectContaining({ lot: LOT, because: 'expired', heldAgain: '70' }),
    ]);
    expect(await open.ledger.verifyAudit()).toMatchObject({ intact: true });
  });
});

it('H7 what was shipped to whom the concession was not given for has escaped', async () => {
  await conceded({ customers: ['AERO-9'] });
  await ship('10', 'AERO-10');
  const again = await heldAgain();
  expect(again).toMatchObject({
    state: 'open',
    lots: [{ quantity: '10', escaped: '10', undecided: '0' }],
    residual: [{ kind: 'shipped', quantity: ea('10'), customer: 'AERO-10', answer: null }],
  });
  expect((await ask({ customer: 'AERO-9' })).releasableQuantity).toEqual(ea('60'));
});

describe('consumption', () => {
  const consume = (quantity: string, order: string) =>
    tell(
      open.ledger,
      'mes-lyon',
      'mes.material.consumed.v1',
      {
        plant: 'lyon',
        order,
        occurredAt: NOW.toISOString(),
        consumed: [{ lot: LOT, quantity: ea(quantity) }],
        produced: [{ lot: 'BRACKET-100:L-9', quantity: ea('5') }],
      },
      NOW,
    );

  it('by an order that it was given for counts; what was made of it is free', async () => {
    await conceded({ orders: ['PO-7001'], maxQuantity: ea('40') });
    await consume('30', 'PO-7001');
    const may = { action: 'consume', purpose: 'production', order: 'PO-7001' } as const;
    expect((await ask(may)).releasableQuantity).toEqual(ea('10'));
    expect((await open.ledger.listHolds({ lot: 'BRACKET-100:L-9', limit: 10 })).items).toEqual([]);
  });

  it('H5 by another is held again, and so is what was made of it', async () => {
    await conceded({ orders: ['PO-7001'] });
    await consume('30', 'PO-7002');
    const again = await heldAgain();
    expect(again!.lots).toMatchObject([
      { lot: 'BRACKET-100:L-9' },
      { lot: LOT, quantity: '30', undecided: '30' },
    ]);
  });
});

it.each([
  ['of another decision', 'release', { expiresAt: days(1).toISOString() }, '/concession'],
  [
    'in another unit',
    'use-as-is',
    { maxQuantity: { value: '1', unit: 'KGM' as const } },
    '/concession/maxQuantity/unit',
  ],
  ['that is over already', 'use-as-is', { expiresAt: NOW.toISOString() }, '/concession/expiresAt'],
] as const)('a concession %s is refused', async (_what, decision, concession, pointer) => {
  const hold = await place(open.ledger, holdRequest([LOT]), NOW);
  const more = { approvals: APPROVALS, concession };
  await expect(
    decide(open.ledger, hold.id, dispositionRequest(LOT, '70', decision, more), NOW),
  ).rejects.toMatchObject({ errors: [expect.objectContaining({ pointer })] });
});
