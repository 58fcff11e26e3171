import type { ApiKeyRequest } from '../../contracts/api-key';
import type { MadeApiKey } from '../../ledger/api-key/keys';
import { brief } from '../../ledger/transaction';
import { eventually } from '../support/eventually';
import { insist } from './insist';
import { openLedger, type OpenLedger } from './open-ledger';

const START = new Date('2026-11-03T06:40:00Z');
const after = (seconds: number) => new Date(START.getTime() + seconds * 1000);
const ADMINISTRATOR = { id: 'administrator', name: 'Ada Administrator' };
const REQUEST: ApiKeyRequest = {
  name: 'Label printer',
  role: 'planning',
  plants: ['lyon'],
  scopes: ['askGate'],
};

let open: OpenLedger;
beforeAll(async () => {
  open = await openLedger();
});
afterAll(() => open.close());

const keys = () => open.ledger.apiKeys;
const create = (request: Partial<ApiKeyRequest> = {}): Promise<MadeApiKey> =>
  brief(open.pool, (tx) => keys().create(tx, { ...REQUEST, ...request }, ADMINISTRATOR, START));
const rotate = (id: string, overlap: number, now: Date): Promise<MadeApiKey> =>
  brief(open.pool, (tx) => keys().rotate(tx, id, overlap, ADMINISTRATOR, now));
const revoke = (id: string, now: Date) =>
  brief(open.pool, (tx) => keys().revoke(tx, id, 'it leaked', ADMINISTRATOR, now));
const stateOf = async (secret: string, now: Date) => (await keys().find(secret, now))?.state ?? null;

it('a key is found by its secret, which is nowhere in the ledger', async () => {
  const { apiKey, secret } = await create();
  expect(await keys().find(secret, START)).toEqual(apiKey);
  expect(apiKey).toMatchObject({
    ...REQUEST,
    line: apiKey.id,
    holder: null,
    state: 'active',
    lastUsedAt: null,
  });
  expect(secret.startsWith(apiKey.prefix)).toBe(true);
  const tables = ['api_key', 'audit', 'event'];
  for (const table of tables) {
    const { rows } = await open.pool.query<{ text: string }>(
      `select row_to_json(t)::text as text from ${table} t`,
    );
    expect(rows.some(({ text }) => text.includes(secret))).toBe(false);
  }
  expect(await keys().find(`${secret}x`, START)).toBeNull();
});

it('no two secrets are alike', async () => {
  const made = await Promise.all(Array.from({ length: 20 }, () => insist(() => create())));
  expect(new Set(made.map(({ secret }) => secret)).size).toBe(20);
});

it('a key is good until it expires, to the instant', async () => {
  const { secret } = await create({ expiresAt: after(60).toISOString() });
  expect(await stateOf(secret, after(59))).toBe('active');
  expect(await stateOf(secret, after(60))).toBe('expired');
});

it('rotated: both are good for the overlap, then the new one alone; they are one caller', async () => {
  const old = await create();
  const fresh = await rotate(old.apiKey.id, 3600, after(10));
  expect(fresh.apiKey).toMatchObject({
    ...REQUEST,
    line: old.apiKey.id,
    transaction: old.apiKey.transaction,
  });
  expect(await stateOf(old.secret, after(3609))).toBe('rotated');
  expect(await stateOf(fresh.secret, after(3609))).toBe('active');
  expect(await stateOf(old.secret, after(3610))).toBe('expired');
  expect(await stateOf(fresh.secret, after(3610))).toBe('active');
  await expect(rotate(old.apiKey.id, 0, after(20))).rejects.toMatchObject({
    code: 'api-key-over',
    detail: expect.stringContaining(fresh.apiKey.id),
  });
});

it('an overlap gives no key more time than it had', async () => {
  const old = await create({ expiresAt: after(60).toISOString() });
  const fresh = await rotate(old.apiKey.id, 86_400, START);
  expect(await stateOf(old.secret, after(60))).toBe('expired');
  expect(fresh.apiKey.expiresAt).toBe(after(60).toISOString());
});

it('revoked: the whole line is over, whichever key of it was named, and stays so', async () => {
  const old = await create();
  const fresh = await rotate(old.apiKey.id, 86_400, START);
  await revoke(old.apiKey.id, after(1));
  expect(await stateOf(old.secret, after(1))).toBe('revoked');
  expect(await stateOf(fresh.secret, after(1))).toBe('revoked');
  await expect(revoke(fresh.apiKey.id, after(2))).rejects.toMatchObject({ code: 'api-key-over' });
  await expect(rotate(fresh.apiKey.id, 0, after(2))).rejects.toMatchObject({ code: 'api-key-over' });
});

it('every step is in the audit and in the event log, by the one who took it', async () => {
  const { apiKey } = await create();
  const fresh = await rotate(apiKey.id, 0, START);
  await revoke(fresh.apiKey.id, START);
  const { items } = await open.ledger.listAudit({ transaction: apiKey.transaction, limit: 10 });
  expect(items).toMatchObject([
    { action: 'api-key.created', subject: apiKey.id, who: ADMINISTRATOR, from: null },
    { action: 'api-key.rotated', subject: fresh.apiKey.id, who: ADMINISTRATOR, from: apiKey.id },
    { action: 'api-key.revoked', subject: fresh.apiKey.id, who: ADMINISTRATOR, why: 'it leaked' },
  ]);
  const { rows } = await open.pool.query('select type from event where transaction = $1 order by position', [
    apiKey.transaction,
  ]);
  expect(rows.map(({ type }: { type: string }) => type)).toEqual([
    'interlock.api-key.created.v1',
    'interlock.api-key.rotated.v1',
    'interlock.api-key.revoked.v1',
  ]);
});

it('that it was used is written once a minute', async () => {
  const { apiKey } = await create();
  const used = async () => (await keys().get(apiKey.id, START))!.lastUsedAt;
  const use = async (now: Date) => keys().noteUse((await keys().get(apiKey.id, now))!, now);
  await use(after(1));
  await eventually(async () => (await used()) === after(1).toISOString());
  const asked = jest.spyOn(open.pool, 'query');
  await use(after(60));
  expect(asked.mock.calls.map(([query]) => (query as unknown as { name: string }).name)).toEqual([
    'api-key-view',
  ]);
  asked.mockRestore();
  await use(after(61));
  await eventually(async () => (await used()) === after(61).toISOString());
});

it('are listed a page at a time, oldest first', async () => {
  const all = await keys().list({ limit: 200 }, START);
  expect(all.next).toBeNull();
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await keys().list({ cursor, limit: 3 }, START);
    found.push(...page.items.map(({ id }) => id));
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  expect(found).toEqual(all.items.map(({ id }) => id));
});
