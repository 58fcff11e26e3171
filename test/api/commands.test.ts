import type { Actor, Ledger, Tx } from '../../ledger';
import type { Hold, HoldRequest } from '../../contracts/hold';
import { HOLD_REQUEST, serve, type Served } from './serve';

const theTx = {} as Tx;
const asked: Parameters<Ledger['idempotent']>[0][] = [];
let placed:
  { request: HoldRequest; caller: Actor; now: Date; traceparent: string | null | undefined } | undefined;
let replay = false;

const ledger: Partial<Ledger> = {
  async idempotent(request, work) {
    asked.push(request);
    return { ...(await work(theTx)), replayed: replay };
  },
  placeHold(tx, request, caller, now, traceparent) {
    expect(tx).toBe(theTx);
    placed = { request, caller, now, traceparent };
    return Promise.resolve({ id: 'QH-1', transaction: 'TX-1' } as Hold);
  },
};
let api: Served;
beforeAll(async () => {
  api = await serve(ledger);
});
afterAll(() => api.close());
beforeEach(() => {
  asked.splice(0);
  replay = false;
});

const place = (body: unknown, as = 'quality') =>
  api.call('POST', '/v1/quality-holds', { as, body, headers: { 'idempotency-key': 'key-1' } });

it('a placed hold is 201 with its address, done as who holds the key, at the instant of the call', async () => {
  const response = await place({ ...HOLD_REQUEST, detectedAt: '2026-11-03T07:40:00+01:00' }, 'quality-lyon');
  expect(response.status).toBe(201);
  expect(response.headers.get('location')).toBe('/v1/quality-holds/QH-1');
  expect(await response.json()).toEqual({ id: 'QH-1', transaction: 'TX-1' });
  expect(placed).toMatchObject({
    caller: { id: 'quality-lyon', plants: ['lyon'] },
    now: new Date('2026-11-03T06:40:00Z'),
    traceparent: response.headers.get('traceparent'),
  });
});

it('instants are normalised to UTC and defaults filled in', async () => {
  await place({ ...HOLD_REQUEST, detectedAt: '2026-11-03T07:40:00+01:00' });
  expect(placed?.request).toMatchObject({ detectedAt: '2026-11-03T06:40:00.000Z', releaseCondition: null });
});

it('the same body written otherwise is the same request, another body is not', async () => {
  await place(HOLD_REQUEST);
  await place(JSON.stringify(Object.fromEntries(Object.entries(HOLD_REQUEST).toReversed()), null, 2));
  await place({ ...HOLD_REQUEST, severity: 'minor' });
  const [first, again, other] = asked;
  expect(first).toMatchObject({
    caller: 'quality',
    route: 'POST /v1/quality-holds',
    key: 'key-1',
  });
  expect(again?.bodyHash).toBe(first?.bodyHash);
  expect(other?.bodyHash).not.toBe(first?.bodyHash);
});

it('a replayed answer says so', async () => {
  expect((await place(HOLD_REQUEST)).headers.get('idempotent-replayed')).toBeNull();
  replay = true;
  const response = await place(HOLD_REQUEST);
  expect(response.status).toBe(201);
  expect(response.headers.get('location')).toBe('/v1/quality-holds/QH-1');
  expect(response.headers.get('idempotent-replayed')).toBe('true');
});
