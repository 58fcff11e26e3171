import type { HttpAnswer, HttpRequest } from '../../adapters/http/client';
import { TrytonRpc } from '../../adapters/tryton/rpc';
import { context } from './instances';

type Reply = { status?: number; result?: unknown; error?: unknown; retryAfter?: string };

/** A Tryton that answers a method's calls by its script, and logins by itself. */
function server(script: Reply[]) {
  const asked: { method: string; params: unknown[]; authorization: string | undefined }[] = [];
  let logins = 0;
  const reply = (method: string): Reply => {
    if (method === 'common.db.login') return { result: [7, `key-${(logins += 1)}`, null] };
    if (method === 'model.res.user.get_preferences') return { result: { company: 1 } };
    return script.shift() ?? { result: null };
  };
  const send = (request: HttpRequest): Promise<HttpAnswer> => {
    const { method, params } = request.body as { method: string; params: unknown[] };
    asked.push({ method, params, authorization: request.headers?.authorization });
    const { status = 200, retryAfter = null, ...body } = reply(method);
    return Promise.resolve({
      status,
      retryAfter,
      body: status === 200 ? JSON.stringify({ id: 1, ...body }) : '<html>',
    });
  };
  const tryton = new TrytonRpc('erp', 'erp', 'interlock:secret', { send }).for(context());
  return { tryton, asked: (method: string) => asked.filter((call) => call.method === method) };
}

test('every call carries the session and the preferences of its user', async () => {
  const { tryton, asked } = server([{ result: [] }]);
  await tryton.find('stock.lot', [], ['number']);
  const [call] = asked('model.stock.lot.search_read');
  expect(call).toMatchObject({
    authorization: `Session ${Buffer.from('interlock:7:key-1').toString('base64')}`,
  });
  expect(call!.params.at(-1)).toEqual({ company: 1 });
});

test('a session that the server has forgotten is opened anew, once', async () => {
  const { tryton, asked } = server([{ status: 401 }, { result: [] }, { status: 401 }, { status: 401 }]);
  await tryton.find('stock.lot', [], ['number']);
  expect(asked('common.db.login')).toHaveLength(2);
  await expect(tryton.find('stock.lot', [], ['number'])).rejects.toMatchObject({ failure: 'misconfigured' });
});

test('callers that come together share one login', async () => {
  const { tryton, asked } = server([{ result: [] }, { result: [] }]);
  await Promise.all([tryton.find('stock.lot', [], []), tryton.find('stock.lot', [], [])]);
  expect(asked('common.db.login')).toHaveLength(1);
});

test.each([
  [503, 'retryable'],
  [429, 'retryable'],
  [500, 'unknown-outcome'],
  [504, 'unknown-outcome'],
  [403, 'misconfigured'],
  [404, 'misconfigured'],
])('a write that met %i is %s', async (status, failure) => {
  const { tryton } = server([{ status }]);
  await expect(tryton.write('stock.lot', [1], {})).rejects.toMatchObject({ name: 'SystemFailure', failure });
});

test.each([
  [['UserError', ['No.', 'Not today.', null]], { kind: 'UserError', message: 'No. Not today.' }],
  [['UserWarning', ['w1', 'Sure?', '']], { kind: 'UserWarning', message: 'Sure?', warning: 'w1' }],
  [["'nope'", ''], { kind: 'Failed', message: "'nope'" }],
])('the error %j is a refusal', async (error, refusal) => {
  const { tryton } = server([{ error }]);
  await expect(tryton.press('stock.move', 'do', [1])).rejects.toMatchObject({
    name: 'TrytonRefusal',
    ...refusal,
  });
});

test('a button that answers with something to do first has done nothing', async () => {
  const { tryton } = server([{ result: { type: 'ir.action.wizard', wiz_name: 'quality.inspect' } }]);
  await expect(tryton.press('production', 'run', [1])).rejects.toMatchObject({ kind: 'Wizard' });
});

test('a record that somebody changed meanwhile is read again and decided anew', async () => {
  const { tryton, asked } = server([
    { result: [{ date: 'old', _timestamp: '1' }] },
    { error: ['ConcurrencyException', 'Records were modified in the meanwhile'] },
    { result: [{ date: 'newer', _timestamp: '2' }] },
    { result: null },
  ]);
  const seen: string[] = [];
  await tryton.change<{ date: string }>('stock.lot', 7, ['date'], ({ date }) => {
    seen.push(date);
    return { date: 'mine' };
  });
  expect(seen).toEqual(['old', 'newer']);
  expect(asked('model.stock.lot.write')[1]!.params.at(-1)).toMatchObject({
    _timestamp: { 'stock.lot,7': '2' },
  });
});
