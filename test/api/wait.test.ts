import { hasReached } from '../../api/holds';
import { preferredWait } from '../../api/wait';
import type { HoldProgress } from '../../ledger';
import type { Hold } from '../../contracts/hold';
import { serve, type Served } from './serve';

const progress: { -readonly [K in keyof HoldProgress]: HoldProgress[K] } = {
  plant: 'lyon',
  transaction: 'TX-1',
  state: 'open',
  containment: 'gated',
};
const listeners = new Set<() => void>();
const stopping = new AbortController();
let api: Served;
beforeAll(async () => {
  api = await serve(
    {
      holdProgress: (id) => Promise.resolve(id === 'QH-1' ? { ...progress } : null),
      getHold: (id) => Promise.resolve(id === 'QH-1' ? ({ id, ...progress } as Hold) : null),
      changes: {
        subscribe(_transaction, changed) {
          listeners.add(changed);
          return () => listeners.delete(changed);
        },
      },
    },
    { stopping: stopping.signal },
  );
});
afterAll(() => api.close());
beforeEach(() => Object.assign(progress, { state: 'open', containment: 'gated' }));

const get = (query: string, prefer?: string, id = 'QH-1') =>
  api.call('GET', `/v1/quality-holds/${id}${query}`, {
    as: 'auditor',
    headers: prefer === undefined ? {} : { prefer },
  });
const subscribed = async () => {
  while (listeners.size === 0) await new Promise((resolve) => setImmediate(resolve));
};

it('answers at once without until, without a wait, or when it is there', async () => {
  expect((await get('', 'wait=60')).headers.get('preference-applied')).toBeNull();
  expect((await get('?until=effective')).status).toBe(200);
  expect((await get('?until=gated', 'wait=60')).headers.get('preference-applied')).toBe('wait=60');
});

it('answers when the change is announced', async () => {
  const waiting = get('?until=effective', 'respond-async, wait=60');
  await subscribed();
  progress.containment = 'effective';
  for (const changed of listeners) changed();
  expect(await (await waiting).json()).toMatchObject({ containment: 'effective' });
  expect(listeners.size).toBe(0);
});

it('sees a change whose announcement was lost', async () => {
  const waiting = get('?until=closed', 'wait=60');
  await subscribed();
  progress.state = 'closed';
  expect(await (await waiting).json()).toMatchObject({ state: 'closed' });
});

it('answers what is when the time is up', async () => {
  const response = await get('?until=effective', 'wait=1');
  expect(await response.json()).toMatchObject({ containment: 'gated' });
});

it('an unknown state is 422, an unknown hold 404', async () => {
  expect((await get('?until=soon', 'wait=1')).status).toBe(422);
  expect((await get('?until=closed', 'wait=60', 'QH-2')).status).toBe(404);
});

it('answers what is when the process is asked to stop', async () => {
  const waiting = get('?until=effective', 'wait=60');
  await subscribed();
  stopping.abort();
  expect((await waiting).status).toBe(200);
});

it.each([
  ['wait=5', 5],
  ['respond-async, wait=90', 60],
  ['wait="7"; x=1', 7],
  ['waiting=5', null],
  [undefined, null],
])('Prefer %p waits %p s', (prefer, seconds) => {
  expect(preferredWait(prefer)).toBe(seconds);
});

it.each([
  ['open', 'gated', 'partial', false],
  ['open', 'partial', 'partial', true],
  ['open', 'effective', 'partial', true],
  ['closed', 'partial', 'effective', true],
  ['open', 'effective', 'disposing', false],
  ['closed', 'effective', 'disposing', true],
] as const)('%s and %s: %s reached is %p', (state, containment, until, reached) => {
  expect(hasReached({ state, containment }, until)).toBe(reached);
});
