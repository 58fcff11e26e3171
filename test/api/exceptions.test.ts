import type { ExceptionItem } from '../../contracts/exception';
import type { ExceptionFilter } from '../../ledger/exception-list';
import { serve, type Served } from './serve';

const asked: ExceptionFilter[] = [];
let api: Served;
beforeAll(async () => {
  api = await serve({
    getException: (id) =>
      Promise.resolve(
        id === 'EX-none' ? null : ({ id, transaction: 'TX-1', plant: 'lyon' } as ExceptionItem),
      ),
    listExceptions: (filter) => {
      asked.push(filter);
      return Promise.resolve({ items: [], next: null });
    },
  });
});
afterAll(() => api.close());
beforeEach(() => asked.splice(0));

const resolve = (
  body: object,
  {
    id = 'EX-1',
    headers = { 'idempotency-key': 'k' },
  }: { id?: string; headers?: Record<string, string> } = {},
) =>
  api.call('POST', `/v1/exceptions/${id}/resolution`, {
    as: 'support',
    body,
    headers,
  });
const RETRY = { action: 'retry', reason: 'the line is back' };

describe('a resolution', () => {
  it.each([
    ['no action', { reason: 'r' }, '/action'],
    ['an action that is none', { ...RETRY, action: 'ignore' }, '/action'],
    ['no reason', { action: 'retry' }, '/reason'],
    ['an empty reason', { ...RETRY, reason: '' }, '/reason'],
    ['a payload that is no object', { ...RETRY, action: 'amend', payload: 'tomorrow' }, '/payload'],
    ['somebody who resolves', { ...RETRY, by: 'Sam' }, '/by'],
  ])('with %s is refused, and the field named', async (_, body, pointer) => {
    const response = await resolve(body);
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ code: 'invalid-request', errors: [{ pointer }] });
  });

  it('wants a key', async () => {
    const response = await resolve(RETRY, { headers: {} });
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { code: 'idempotency-key-missing' },
    ]);
  });

  it('of an exception that is not there is 404', async () => {
    expect((await resolve(RETRY, { id: 'EX-none' })).status).toBe(404);
    expect((await api.call('GET', '/v1/exceptions/EX-none', { as: 'auditor' })).status).toBe(404);
  });
});

describe('the queue', () => {
  const list = (query: string) => api.call('GET', `/v1/exceptions?${query}`, { as: 'auditor' });

  it('takes every filter, and a page', async () => {
    const query = {
      state: 'open',
      plant: 'lyon',
      productFamily: 'wing-bracket',
      transaction: 'TX-1',
      system: 'erp',
      cursor: 'EX-1',
    };
    const response = await list(`${new URLSearchParams(query).toString()}&limit=7`);
    expect(await response.json()).toEqual({ items: [], next: null });
    expect(asked).toEqual([{ ...query, limit: 7, order: 'oldest' }]);
  });

  it.each(['state=parked', 'limit=0', 'limit=1000', 'limit=all'])('refuses %s', async (query) => {
    expect((await list(query)).status).toBe(422);
    expect(asked).toEqual([]);
  });
});
