import type { OrderState, ProductionOrder } from '../../contracts/production-order';
import { Problem } from '../../contracts/problem';
import type { Orders } from '../../ledger';
import { serve, type Served } from './serve';

const REQUEST = { order: { system: 'erp', id: 'PO-7001' }, plant: 'lyon' };
let state: OrderState;
let filter: unknown;
const listeners = new Map<string, () => void>();
let api: Served;
beforeAll(async () => {
  const orders: Partial<Orders> = {
    progress: (id) => Promise.resolve(id === 'PD-1' ? { plant: 'lyon', transaction: 'TX-1', state } : null),
    get: (id) => Promise.resolve(id === 'PD-1' ? ({ id, state } as ProductionOrder) : null),
    list: (asked) => Promise.resolve({ items: [], next: ((filter = asked), null) }),
    dispatch: () =>
      Promise.reject(
        new Problem('order-open', 'PO-7001 is being dispatched by PD-1.', [], { blocking: ['PD-1'] }),
      ),
  };
  api = await serve({
    orders: orders as Orders,
    idempotent: (_request, work) =>
      work(null as never).then((answered) => ({ ...answered, replayed: false })),
    changes: {
      subscribe(topic, told) {
        listeners.set(topic, told);
        return () => listeners.delete(topic);
      },
    },
  });
});
afterAll(() => api.close());
beforeEach(() => {
  state = 'checking';
});

const get = (path: string) =>
  api.call('GET', `/v1/production-orders${path}`, { as: 'auditor', headers: { prefer: 'wait=60' } });
const post = (body: unknown, headers: Record<string, string> = { 'idempotency-key': 'k' }) =>
  api.call('POST', '/v1/production-orders', { as: 'planning', body, headers });

it('is answered when the state is announced, or passed', async () => {
  const waiting = get('/PD-1?until=released');
  while (!listeners.has('TX-1')) await new Promise((resolve) => setImmediate(resolve));
  state = 'in-progress';
  listeners.get('TX-1')!();
  const response = await waiting;
  expect(response.headers.get('preference-applied')).toBe('wait=60');
  expect(await response.json()).toMatchObject({ state: 'in-progress' });
});

it('an unknown state is 422, an unknown dispatch 404', async () => {
  expect((await get('/PD-1?until=soon')).status).toBe(422);
  expect((await get('/PD-2?until=released')).status).toBe(404);
});

it('are listed by state, plant, order and item', async () => {
  expect((await get('?state=waiting&plant=lyon&order=PO-7001&item=PIN-10&limit=5')).status).toBe(200);
  expect(filter).toEqual({ state: 'waiting', plant: 'lyon', order: 'PO-7001', item: 'PIN-10', limit: 5 });
  expect((await get('?state=lost')).status).toBe(422);
});

it('one that is open already is 409 with its dispatch', async () => {
  const response = await post(REQUEST);
  expect([response.status, await response.json()]).toMatchObject([
    409,
    { code: 'order-open', blocking: ['PD-1'] },
  ]);
});

it.each<[string, unknown, string]>([
  ['without order', { plant: 'lyon' }, '/order'],
  ['without plant', { order: REQUEST.order }, '/plant'],
  ['with an order that is only a number', { ...REQUEST, order: 'PO-7001' }, '/order'],
  ['with a field that nobody knows', { ...REQUEST, surplus: 1 }, '/surplus'],
])('%s is 422 and says where', async (_what, body, pointer) => {
  const response = await post(body);
  const problem = (await response.json()) as { code: string; errors: { pointer: string }[] };
  expect([response.status, problem.code, problem.errors[0]!.pointer]).toEqual([
    422,
    'invalid-request',
    pointer,
  ]);
});

it('wants an Idempotency-Key', async () => {
  expect((await post(REQUEST, {})).status).toBe(400);
});
