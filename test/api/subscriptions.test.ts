import { randomUUID } from 'node:crypto';
import type { SubscriptionWithSecret } from '../../contracts/subscription';
import { openLedger, type OpenLedger } from '../ledger/open-ledger';
import { tell } from '../workers/deliveries';
import { serve, type Served } from './serve';

let open: OpenLedger;
let api: Served;
beforeAll(async () => {
  open = await openLedger();
  api = await serve(open.ledger, { now: () => new Date() });
});
afterAll(async () => {
  await api.close();
  await open.close();
});

const REQUEST = { url: 'http://127.0.0.1:9/hook', types: ['interlock.quality-hold.*'], plants: [] };
const post = (path: string, body?: unknown, key: string = randomUUID(), as = 'administrator') =>
  api.call('POST', path, { as, ...(body !== undefined && { body }), headers: { 'idempotency-key': key } });
const get = async (path: string) =>
  (await api.call('GET', path, { as: 'auditor' })).json() as Promise<Record<string, unknown>>;
const subscribe = async () =>
  (await (await post('/v1/subscriptions', REQUEST)).json()) as SubscriptionWithSecret;

describe('POST /v1/subscriptions', () => {
  it('answers 201 with the secret, which is shown once', async () => {
    const key = randomUUID();
    const response = await post('/v1/subscriptions', REQUEST, key);
    expect(response.status).toBe(201);
    const { secret, ...rest } = (await response.json()) as SubscriptionWithSecret;
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(rest).toMatchObject({ ...REQUEST, state: 'active', version: 1, pending: 0, dead: 0 });
    expect(response.headers.get('location')).toBe(`/v1/subscriptions/${rest.id}`);
    expect(await (await post('/v1/subscriptions', REQUEST, key)).json()).toEqual(rest);
    expect(await get(`/v1/subscriptions/${rest.id}`)).toEqual(rest);
    const stored = await open.pool.query<{ body: string }>('select body from idempotency');
    expect(JSON.stringify(stored.rows)).not.toContain(secret);
    expect(JSON.stringify(await get('/v1/audit?limit=200'))).not.toContain(secret);
  });

  it.each([
    [
      'an address within the own network',
      { url: 'https://169.254.169.254/latest/' },
      'address-not-allowed',
      '/url',
    ],
    ['no TLS', { url: 'http://93.184.215.14/' }, 'address-not-allowed', '/url'],
    ['a login in the address', { url: 'https://a:b@93.184.215.14/' }, 'address-not-allowed', '/url'],
    ['another scheme', { url: 'ftp://93.184.215.14/' }, 'invalid-request', '/url'],
    ['no address', { url: 'hook' }, 'invalid-request', '/url'],
    ['no types', { types: [] }, 'invalid-request', '/types'],
    ['a type that Interlock never has', { types: ['erp.*'] }, 'invalid-request', '/types/0'],
    ['an unknown plant', { plants: ['lyon', 'atlantis'] }, 'unknown-plant', '/plants/1'],
    ['an unknown field', { secret: 'x' }, 'invalid-request', '/secret'],
  ])('refuses %s', async (_name, changes, code, pointer) => {
    const response = await post('/v1/subscriptions', { ...REQUEST, ...changes });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ code, errors: [{ pointer }] });
  });

  it('is for administrators', async () => {
    expect((await post('/v1/subscriptions', REQUEST, randomUUID(), 'support')).status).toBe(403);
  });
});

it('is paused, resumed, given a new secret and deleted, each on the record', async () => {
  const { id, transaction, secret } = await subscribe();
  const at = `/v1/subscriptions/${id}`;
  const reason = { reason: 'moves house' };
  expect(await (await post(`${at}/pause`, reason)).json()).toMatchObject({
    state: 'paused',
    reason: reason.reason,
  });
  expect((await post(`${at}/pause`, reason)).status).toBe(409);
  expect(await (await post(`${at}/resumption`, reason)).json()).toMatchObject({ state: 'active' });
  const rotated = (await (
    await post(`${at}/secret-rotation`, { overlapHours: 2 })
  ).json()) as SubscriptionWithSecret;
  expect(rotated.secret).not.toBe(secret);
  expect(rotated.secrets).toHaveLength(2);
  expect((await post(`${at}/deletion`, reason)).status).toBe(200);
  expect((await api.call('GET', at, { as: 'auditor' })).status).toBe(404);
  expect(
    ((await get('/v1/subscriptions?limit=200')).items as { id: string }[]).map((one) => one.id),
  ).not.toContain(id);
  const { items } = (await get(`/v1/audit?transaction=${transaction}`)) as { items: { action: string }[] };
  expect(items.map(({ action }) => action)).toEqual(
    ['created', 'paused', 'resumed', 'secret-rotated', 'deleted'].map((action) => `subscription.${action}`),
  );
});

it('has deliveries, dead letters and replays', async () => {
  const { id } = await subscribe();
  const at = `/v1/subscriptions/${id}`;
  await tell(open, 'EX-1');
  expect(await get(`${at}/deliveries?state=dead`)).toEqual({ items: [], next: null });
  const replay = await post(`${at}/replay`, { after: 0 });
  expect(replay.status).toBe(202);
  expect(await replay.json()).toMatchObject({ subscription: id, after: 0 });
  expect((await post(`${at}/replay`, { after: 0 })).status).toBe(409);
  expect((await post(`${at}/deliveries/1/retry`)).status).toBe(404);
  expect((await api.call('GET', '/v1/subscriptions/SB-none/deliveries', { as: 'auditor' })).status).toBe(404);
});

it('a legal hold is placed, listed and released', async () => {
  const placed = await post('/v1/legal-holds', { transaction: 'TX-1', reason: 'lawsuit' });
  expect(placed.status).toBe(201);
  const { id } = (await placed.json()) as { id: string };
  expect(await get('/v1/legal-holds?state=open')).toMatchObject({
    items: [{ id, released: null }],
    next: null,
  });
  expect(await (await post(`/v1/legal-holds/${id}/release`, { reason: 'settled' })).json()).toMatchObject({
    released: { reason: 'settled' },
  });
  expect((await post(`/v1/legal-holds/${id}/release`, { reason: 'settled' })).status).toBe(409);
  expect(await get(`/v1/legal-holds/${id}`)).toMatchObject({ id, transaction: 'TX-1' });
  expect(
    (await post('/v1/legal-holds', { transaction: 'TX-1', subject: 'QH-1', reason: 'both' })).status,
  ).toBe(422);
});
