import type { NativeStatus } from '../../contracts/material';
import type { AuthorizationRequest } from '../../contracts/shipment-authorization';
import { insist } from './insist';
import { openLedger, type OpenLedger } from './open-ledger';
import { holdRequest, keyed, PERSON, place, receiveLot, tell } from './requests';

const [A, B] = ['PIN-10:L-1', 'PIN-10:L-2'] as const;
const NOW = new Date('2026-11-03T06:40:00Z');
const hours = (count: number) => new Date(NOW.getTime() + count * 3_600_000);
const ea = (value: string) => ({ value, unit: 'EA' as const });

let open: OpenLedger;
beforeEach(async () => {
  open = await openLedger();
  await receiveLot(open.ledger, A, '70', NOW);
  await receiveLot(open.ledger, B, '70', NOW);
});
afterEach(() => open.close());

const request = (lines: Record<string, string>, shipment = 'SH-1'): AuthorizationRequest => ({
  shipment,
  plant: 'lyon',
  customer: 'AERO-9',
  lines: Object.entries(lines).map(([lot, value]) => ({ lot, quantity: ea(value) })),
});
const authorize = (lines: Record<string, string>, shipment?: string, at = NOW) =>
  keyed(open.ledger, (tx) =>
    open.ledger.authorizations.authorize(tx, request(lines, shipment), 0, PERSON, at),
  );
const cancel = (id: string) =>
  keyed(open.ledger, (tx) => open.ledger.authorizations.cancel(tx, id, 'not ordered any more', PERSON, NOW));
const stateOf = async (id: string) => (await open.ledger.authorizations.get(id))!.state;
const free = async (lot: string, at = NOW) => {
  const question = { lot, plant: 'lyon', action: 'ship', purpose: 'sale', quantity: '1', to: null } as const;
  const { releasableQuantity, blockedBy } = await open.ledger.releasability(
    { ...question, order: null, customer: null },
    null,
    at,
  );
  return { quantity: releasableQuantity.value, blockedBy };
};
const ship = (lines: Record<string, string>, shipment = 'SH-1') =>
  tell(
    open.ledger,
    'erp',
    'erp.shipment.posted.v1',
    { shipment, customer: 'AERO-9', lines: request(lines).lines },
    NOW,
  );
const told = async () =>
  (
    await open.ledger.listEvents({ after: 0, type: 'interlock.shipment-authorization.*', limit: 20 })
  ).events.map(({ type, data }) => ({ type: type.split('.')[2], data }));

it('promises all lines: what it promises is taken from what is free', async () => {
  const authorization = await authorize({ [A]: '30', [B]: '70' });
  expect(authorization).toMatchObject({
    authorized: true,
    state: 'authorized',
    validUntil: hours(4).toISOString(),
    lines: [
      { lot: A, quantity: ea('30'), shipped: '0' },
      { lot: B, quantity: ea('70'), shipped: '0' },
    ],
  });
  expect((await free(A)).quantity).toBe('40');
  expect(await free(B)).toEqual({ quantity: '0', blockedBy: [{ rule: 'authorized' }] });
});

it('in boxes, too: what is promised is counted in the unit of the item', async () => {
  const boxes = (value: string) => ({
    ...request({}),
    lines: [{ lot: A, quantity: { value, unit: 'BX' as const } }],
  });
  const { lines } = await keyed(open.ledger, (tx) =>
    open.ledger.authorizations.authorize(tx, boxes('0.3'), 0, PERSON, NOW),
  );
  expect(lines).toEqual([{ lot: A, quantity: ea('30'), shipped: '0' }]);
  expect((await free(A)).quantity).toBe('40');
  await expect(
    keyed(open.ledger, (tx) => open.ledger.authorizations.authorize(tx, boxes('0.005'), 0, PERSON, NOW)),
  ).rejects.toMatchObject({
    code: 'quantity-not-exact',
    errors: [expect.objectContaining({ pointer: '/lines/0/quantity/value' })],
  });
});

it('or none: the refusal says which do not pass, and nothing is taken', async () => {
  await authorize({ [B]: '60' });
  await expect(authorize({ [A]: '30', [B]: '11' }, 'SH-2')).rejects.toMatchObject({
    code: 'not-releasable',
    errors: [expect.objectContaining({ pointer: '/lines/1/quantity/value' })],
    extra: { authorized: false, lines: [{ releasable: true }, { releasable: false }] },
  });
  expect((await free(A)).quantity).toBe('70');
});

it('never promises the same pieces twice, however many ask at once', async () => {
  const asked = Array.from({ length: 6 }, (_, index) =>
    insist(() => authorize({ [A]: '30' }, `SH-${index}`)),
  );
  const answers = await Promise.allSettled(asked);
  const refusals = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
  expect(refusals.map((refusal: { code: string }) => refusal.code)).toEqual(Array(4).fill('not-releasable'));
  expect((await free(A)).quantity).toBe('10');
});

it('H8 what the ERP restricts after it was promised is not promised any more, the newest promise first', async () => {
  const [first, second] = [await authorize({ [A]: '30' }), await authorize({ [A]: '30', [B]: '10' }, 'SH-2')];
  const moved = (quantity: string, status: NativeStatus) =>
    tell(
      open.ledger,
      'erp',
      'erp.stock.moved.v1',
      { lot: A, plant: 'lyon', from: 'A-01', to: `${status}-${quantity}`, quantity: ea(quantity), status },
      NOW,
    );
  await moved('10', 'unrestricted');
  await moved('10', 'inspection');
  expect([await stateOf(first.id), await stateOf(second.id)]).toEqual(['authorized', 'authorized']);
  await moved('5', 'block');
  expect([await stateOf(first.id), await stateOf(second.id)]).toEqual(['authorized', 'revoked']);
  expect((await told()).at(-1)).toMatchObject({
    type: 'revoked',
    data: { authorization: second.id, because: `55 EA of ${A} are free at lyon, and 60 were promised` },
  });
  expect((await free(B)).quantity).toBe('70');
  await tell(
    open.ledger,
    'erp',
    'erp.shipment.posted.v1',
    { shipment: 'SH-9', customer: 'AERO-9', lines: [{ lot: A, quantity: ea('26') }] },
    NOW,
  );
  expect(await stateOf(first.id)).toBe('revoked');
});

it('H1 a hold that covers any of it revokes all of it, in its own transaction', async () => {
  const [mine, other] = [await authorize({ [A]: '30', [B]: '10' }), await authorize({ [B]: '10' }, 'SH-2')];
  const hold = await place(open.ledger, holdRequest([A]), NOW);
  expect(await open.ledger.authorizations.get(mine.id)).toMatchObject({
    authorized: false,
    state: 'revoked',
    endedBecause: hold.id,
  });
  expect(await stateOf(other.id)).toBe('authorized');
  expect((await told()).at(-1)).toEqual({
    type: 'revoked',
    data: expect.objectContaining({ authorization: mine.id, shipment: 'SH-1', because: hold.id }),
  });
  expect((await free(B)).quantity).toBe('60');
});

it('H5 so does a hold that follows the material', async () => {
  await place(open.ledger, holdRequest(['BAR-3:H-1']), NOW);
  const { id } = await authorize({ [A]: '30' });
  await tell(
    open.ledger,
    'mes-lyon',
    'mes.material.consumed.v1',
    {
      plant: 'lyon',
      order: 'PO-7001',
      occurredAt: NOW.toISOString(),
      consumed: [{ lot: 'BAR-3:H-1', quantity: { value: '1', unit: 'MTR' } }],
      produced: [{ lot: A, quantity: ea('70') }],
    },
    NOW,
  );
  expect(await stateOf(id)).toBe('revoked');
});

it('is shipped line by line: what has left is no longer promised, but gone', async () => {
  const { id } = await authorize({ [A]: '30', [B]: '10' });
  await ship({ [A]: '20' });
  expect(await open.ledger.authorizations.get(id)).toMatchObject({
    state: 'authorized',
    lines: [{ shipped: '20' }, { shipped: '0' }],
  });
  expect((await free(A)).quantity).toBe('40');
  await ship({ [A]: '10', [B]: '10' });
  expect(await stateOf(id)).toBe('shipped');
  expect([(await free(A)).quantity, (await free(B)).quantity]).toEqual(['40', '60']);
});

it('another shipment leaves it alone', async () => {
  const { id } = await authorize({ [A]: '30' });
  await ship({ [A]: '40' }, 'SH-OTHER');
  expect(await stateOf(id)).toBe('authorized');
  expect((await free(A)).quantity).toBe('0');
});

it('is cancelled, once', async () => {
  const { id } = await authorize({ [A]: '30' });
  expect(await cancel(id)).toMatchObject({ state: 'cancelled', endedBecause: 'not ordered any more' });
  expect((await free(A)).quantity).toBe('70');
  await expect(cancel(id)).rejects.toMatchObject({ code: 'authorization-over' });
  await expect(cancel('SA-NONE')).rejects.toMatchObject({ code: 'not-found' });
});

it('expires by the clock of whoever asks, and is ended by the sweep', async () => {
  const { id } = await authorize({ [A]: '30' });
  expect((await free(A, hours(4))).quantity).toBe('70');
  await open.ledger.endWhatRanOut(hours(3));
  expect(await stateOf(id)).toBe('authorized');
  await open.ledger.endWhatRanOut(hours(4));
  expect(await stateOf(id)).toBe('expired');
  expect((await told()).map(({ type }) => type)).toEqual(['authorized', 'expired']);
  expect(await open.ledger.verifyAudit()).toMatchObject({ intact: true });
});

it.each([
  ['an unknown item', { 'NUT-1:L-1': '1' }, 'unknown-item'],
  ['a lot that nobody knows', { 'PIN-10:NEW': '1' }, 'not-releasable'],
  ['a part of a unit that is not its own', { [A]: '1' }, 'unit-mismatch'],
] as const)('%s is refused', async (_what, lines, code) => {
  const asked = request(lines);
  if (code === 'unit-mismatch') asked.lines[0]!.quantity.unit = 'KGM';
  await expect(
    keyed(open.ledger, (tx) => open.ledger.authorizations.authorize(tx, asked, 0, PERSON, NOW)),
  ).rejects.toMatchObject({ code });
});

it('is listed by shipment, newest first, page by page', async () => {
  const ids = [];
  for (let index = 0; index < 3; index++)
    ids.unshift((await authorize({ [A]: '1' }, 'SH-1', hours(index / 10))).id);
  await authorize({ [A]: '1' }, 'SH-2');
  const first = await open.ledger.authorizations.list({ shipment: 'SH-1', limit: 2 });
  expect(first.items.map(({ id }) => id)).toEqual(ids.slice(0, 2));
  const rest = await open.ledger.authorizations.list({ shipment: 'SH-1', limit: 2, cursor: first.next! });
  expect(rest).toEqual({ items: [expect.objectContaining({ id: ids[2] })], next: null });
});
