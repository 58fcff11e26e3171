import { isOver } from '../../api/engineering-changes';
import type { ChangeState, EngineeringChange, Preflight } from '../../contracts/engineering-change';
import { CHANGE_REQUEST, serve, type Served } from './serve';

const PREFLIGHT: Preflight = { ok: true, findings: [], affected: [] };
let state: ChangeState;
let result: Preflight | null;
const listeners = new Map<string, () => void>();
const stopping = new AbortController();
let api: Served;
beforeAll(async () => {
  api = await serve(
    {
      engineeringChanges: {
        progress: (id) => Promise.resolve(id === 'EC-1' ? { transaction: 'TX-1', state } : null),
        get: (id) => Promise.resolve(id === 'EC-1' ? ({ id, state } as EngineeringChange) : null),
        startPreflight: () => Promise.resolve('PF-1'),
        preflightResult: () => Promise.resolve(result),
      },
      changes: {
        subscribe(topic, told) {
          listeners.set(topic, told);
          return () => listeners.delete(topic);
        },
      },
    },
    { stopping: stopping.signal },
  );
});
afterAll(() => api.close());
beforeEach(() => {
  state = 'checking';
  result = null;
});

const get = (query: string, id = 'EC-1') =>
  api.call('GET', `/v1/engineering-changes/${id}${query}`, {
    as: 'auditor',
    headers: { prefer: 'wait=60' },
  });
const preflight = () =>
  api.call('POST', '/v1/engineering-changes/preflight', { as: 'planning', body: CHANGE_REQUEST });
const subscribed = async (topic: string) => {
  while (!listeners.has(topic)) await new Promise((resolve) => setImmediate(resolve));
};

it('a change is answered when the state is announced, and at once without until', async () => {
  expect((await get('')).headers.get('preference-applied')).toBeNull();
  const waiting = get('?until=staged');
  await subscribed('TX-1');
  state = 'activating';
  listeners.get('TX-1')!();
  const response = await waiting;
  expect(response.headers.get('preference-applied')).toBe('wait=60');
  expect(await response.json()).toMatchObject({ state: 'activating' });
  expect(listeners.size).toBe(0);
});

it('an unknown state is 422, an unknown change 404', async () => {
  expect((await get('?until=soon')).status).toBe(422);
  expect((await get('?until=active', 'EC-2')).status).toBe(404);
});

it('a preflight is answered when its result is announced, and needs no Idempotency-Key', async () => {
  const waiting = preflight();
  await subscribed('PF-1');
  result = PREFLIGHT;
  listeners.get('PF-1')!();
  const response = await waiting;
  expect([response.status, await response.json()]).toEqual([200, PREFLIGHT]);
  expect(listeners.size).toBe(0);
});

it('a preflight without a result is a problem that says that nothing was changed', async () => {
  const waiting = preflight();
  await subscribed('PF-1');
  stopping.abort();
  const response = await waiting;
  expect(response.headers.get('retry-after')).toBe('1');
  expect(await response.json()).toMatchObject({
    status: 503,
    code: 'preflight-unanswered',
    detail: expect.stringMatching(/nothing was changed/i),
  });
});

it.each<[ChangeState, ChangeState, boolean]>([
  ['checking', 'staging', false],
  ['staging', 'staging', true],
  ['activating', 'staged', true],
  ['staged', 'active', false],
  ['active', 'withdrawn', true],
  ['refused', 'active', true],
  ['withdrawing', 'checking', false],
  ['withdrawing', 'withdrawn', false],
  ['withdrawn', 'staged', true],
  ['staging', 'withdrawing', false],
])('a wait in %s until %s is over: %p', (now, until, over) => {
  expect(isOver(now, until)).toBe(over);
});
