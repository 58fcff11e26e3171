import type { ApiKey } from '../../contracts/api-key';
import { LedgerUnavailable } from '../../ledger/pool';
import { openLedger, type OpenLedger } from '../ledger/open-ledger';
import { HOLD_REQUEST, serve, type Served } from './serve';

type Made = ApiKey & { key: string | null };

let open: OpenLedger;
/** Two processes of the API over one ledger. */
let api: Served;
let other: Served;
beforeAll(async () => {
  open = await openLedger();
  const now = () => new Date();
  [api, other] = await Promise.all([serve(open.ledger, { now }), serve(open.ledger, { now })]);
});
const afterwards = [() => api.close(), () => other.close()];
afterAll(async () => {
  await Promise.all(afterwards.map((close) => close()));
  await open.close();
});

let sent = 0;
const post = (path: string, body: object, as = 'administrator', key = `k-${(sent += 1)}`) =>
  api.call('POST', path, { as, body, headers: { 'idempotency-key': key } });
const REQUEST = { name: 'Label printer', role: 'quality', plants: null, scopes: null };
async function make(request: object = {}): Promise<Made & { key: string }> {
  const response = await post('/v1/api-keys', { ...REQUEST, ...request });
  expect(response.status).toBe(201);
  return (await response.json()) as Made & { key: string };
}
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const read = (where: Served, key: string) => where.call('GET', '/v1/quality-holds', { headers: bearer(key) });
const place = (key: string, body: object = HOLD_REQUEST) =>
  api.call('POST', '/v1/quality-holds', {
    headers: { ...bearer(key), 'idempotency-key': `k-${(sent += 1)}` },
    body,
  });

it('a key is made by an administrator, and works at every process', async () => {
  const made = await make();
  expect(made).toMatchObject({ ...REQUEST, state: 'active', createdBy: { id: 'administrator' } });
  for (const where of [api, other]) expect((await read(where, made.key)).status).toBe(200);
  const shown = await api.call('GET', `/v1/api-keys/${made.id}`, { as: 'auditor' });
  expect(await shown.json()).not.toHaveProperty('key');
});

it('its secret is shown once: the same request again has none, and makes no other key', async () => {
  const first = (await (await post('/v1/api-keys', REQUEST, 'administrator', 'once')).json()) as Made;
  const again = await post('/v1/api-keys', REQUEST, 'administrator', 'once');
  expect(again.status).toBe(201);
  expect(again.headers.get('idempotent-replayed')).toBe('true');
  expect(await again.json()).toEqual({ ...first, key: null });
  const { rows } = await open.pool.query<{ body: string }>('select body from idempotency');
  expect(rows.some(({ body }) => body.includes(first.key!))).toBe(false);
});

it('revoked at one process, it is refused at once at the other', async () => {
  const made = await make();
  expect((await read(other, made.key)).status).toBe(200);
  const revoked = await post(`/v1/api-keys/${made.id}/revocation`, { reason: 'it leaked' });
  expect(await revoked.json()).toMatchObject({ state: 'revoked' });
  for (const where of [api, other]) {
    const refused = await read(where, made.key);
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toBe('Bearer');
  }
  const twice = await post(`/v1/api-keys/${made.id}/revocation`, { reason: 'it leaked' });
  expect(await twice.json()).toMatchObject({ status: 409, code: 'api-key-over' });
});

it('revoked, it ends the stream of events that it has open', async () => {
  const made = await make();
  const stream = await other.call('GET', '/v1/events/stream', { headers: bearer(made.key) });
  expect(stream.status).toBe(200);
  const ended = stream.text().then(
    () => 'ended',
    () => 'cut off',
  );
  await post(`/v1/api-keys/${made.id}/revocation`, { reason: 'it leaked' });
  expect(await ended).toBe('cut off');
});

it('rotated, the new secret works, and the old one for as long as was asked', async () => {
  const made = await make();
  const rotated = await post(`/v1/api-keys/${made.id}/rotation`, { overlapSeconds: 3600 });
  expect(rotated.status).toBe(201);
  const fresh = (await rotated.json()) as Made;
  expect(fresh).toMatchObject({ line: made.id, role: 'quality' });
  for (const key of [made.key, fresh.key!]) expect((await read(other, key)).status).toBe(200);

  const atOnce = (await (
    await post(`/v1/api-keys/${fresh.id}/rotation`, { overlapSeconds: 0 })
  ).json()) as Made;
  expect((await read(other, fresh.key!)).status).toBe(401);
  expect((await read(other, atOnce.key!)).status).toBe(200);
  const tooLong = await post(`/v1/api-keys/${atOnce.id}/rotation`, { overlapSeconds: 31 * 86_400 });
  expect(tooLong.status).toBe(422);
});

it('its scopes are all that it is good for', async () => {
  const { key } = await make({ scopes: ['askGate', 'listHolds'] });
  expect((await read(api, key)).status).toBe(200);
  const refused = await place(key);
  expect(refused.status).toBe(403);
  expect(await refused.json()).toMatchObject({
    code: 'forbidden',
    detail: expect.stringContaining('placeHold is not among the scopes of AK-'),
  });
});

it('its plants are all that it acts at', async () => {
  const { key } = await make({ plants: ['lyon'] });
  expect((await place(key, { ...HOLD_REQUEST, plant: 'monterrey' })).status).toBe(403);
});

it.each([
  ['of a system', {}],
  ['of a person', { holder: 'workforce:ada' }],
])('H7 a key %s decides nothing, though its role be quality; that is on record', async (_, request) => {
  const made = await make(request);
  const { id, transaction } = (await (
    await place(made.key, { ...HOLD_REQUEST, nonconformance: null })
  ).json()) as { id: string; transaction: string };
  const decided = await api.call('POST', `/v1/quality-holds/${id}/dispositions`, {
    headers: { ...bearer(made.key), 'idempotency-key': 'k' },
    body: {},
  });
  expect(decided.status).toBe(403);
  expect(await decided.json()).toMatchObject({ code: 'not-authorized-to-decide', transaction });
  const { items } = await open.ledger.listAudit({ transaction, limit: 10 });
  expect(items.at(-1)).toMatchObject({
    action: 'decideDisposition.refused',
    rule: 'house:people-dispose-in-person',
    who: { id: 'holder' in request ? request.holder : made.id, credential: { kind: 'api-key', id: made.id } },
  });
});

it('the audit says who acted, as what, and by which key', async () => {
  const made = await make({ name: 'Andon board' });
  const hold = (await (await place(made.key, { ...HOLD_REQUEST, nonconformance: null })).json()) as {
    transaction: string;
    placedBy: object;
  };
  expect(hold.placedBy).toEqual({ id: made.id, name: 'Andon board' });
  const { items } = await open.ledger.listAudit({ transaction: hold.transaction, limit: 1 });
  expect(items[0]!.who).toEqual({
    id: made.id,
    name: 'Andon board',
    kind: 'system',
    credential: { kind: 'api-key', id: made.id },
  });
});

it.each([
  [{ plants: ['paris'] }, 'unknown-plant', '/plants/0'],
  [{ scopes: ['askGate', 'askGates'] }, 'invalid-request', '/scopes/1'],
  [{ holder: 'erp' }, 'invalid-request', '/holder'],
  [{ expiresAt: '2020-01-01T00:00:00Z' }, 'invalid-request', '/expiresAt'],
  [{ role: 'root' }, 'invalid-request', '/role'],
])('%j is refused', async (wrong, code, pointer) => {
  const response = await post('/v1/api-keys', { ...REQUEST, ...wrong });
  expect(await response.json()).toMatchObject({ status: 422, code, errors: [{ pointer }] });
});

it('nobody but an administrator makes, rotates or revokes one', async () => {
  const { id } = await make();
  for (const [path, body] of [
    ['', REQUEST],
    [`/${id}/rotation`, { overlapSeconds: 0 }],
    [`/${id}/revocation`, { reason: 'r' }],
  ] as const)
    expect((await post(`/v1/api-keys${path}`, body, 'quality')).status).toBe(403);
  expect((await api.call('GET', `/v1/api-keys/${id}`, { as: 'partner' })).status).toBe(403);
});

it('H2 a gate that is asked by a key says no while the ledger is down; file keys are known without it', async () => {
  const gone = await serve({
    apiKeys: {
      find: () => Promise.reject(new LedgerUnavailable('gone')),
    } as unknown as OpenLedger['ledger']['apiKeys'],
    releasability: () => Promise.reject(new LedgerUnavailable('gone')),
  });
  afterwards.push(() => gone.close());
  const gate = '/v1/lots/PIN-10%3AL-0417/releasability?plant=lyon&action=ship';
  for (const authorization of ['Bearer ilak_any', 'Bearer key-of-quality']) {
    const response = await gone.call('GET', gate, { headers: { authorization } });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(await response.json()).toMatchObject({ code: 'ledger-unavailable', releasable: false });
  }
});
