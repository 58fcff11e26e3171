import { gzipSync } from 'node:zlib';
import { answers, bodyOf, raw, request } from './raw-request';
import { HOLD_REQUEST, serve, type Served } from './serve';

const KEY = 'Authorization: Bearer key-of-quality';
const ledger = { listHolds: () => Promise.resolve({ items: [], next: null }) };

describe('what is sent to the API byte by byte', () => {
  let api: Served;
  beforeAll(async () => (api = await serve(ledger)));
  afterAll(() => api.close());

  const smuggled = request('GET /healthz HTTP/1.1');
  const post = (...fields: string[]) => ['POST /v1/quality-holds HTTP/1.1', 'Host: api', KEY, ...fields, ''];

  it.each<[string, string[]]>([
    ['a length and chunks', [...post('Content-Length: 6', 'Transfer-Encoding: chunked'), '0', '', smuggled]],
    ['chunks and a length', [...post('Transfer-Encoding: chunked', 'Content-Length: 6'), '0', '', smuggled]],
    ['two lengths', [...post('Content-Length: 0', 'Content-Length: 44'), smuggled]],
    ['a list of lengths', [...post('Content-Length: 0, 44'), smuggled]],
    ['a signed length', [...post('Content-Length: +0'), smuggled]],
    ['chunks that are not last', [...post('Transfer-Encoding: chunked, identity'), '0', '', smuggled]],
    ['chunks under another name', [...post('Transfer-Encoding: xchunked'), '0', '', smuggled]],
    ['chunks behind a vertical tab', [...post('Transfer-Encoding: \u000bchunked'), '0', '', smuggled]],
    ['a chunk of a bad size', [...post('Transfer-Encoding: chunked'), '0x0', '', smuggled]],
    ['a blank before the colon', [...post('Transfer-Encoding : chunked'), '0', '', smuggled]],
    ['a folded field', [...post('X-Fold: a', ' b: c', 'Content-Length: 0'), smuggled]],
    ['a NUL in a field', [...post('X-Nul: a\0b', 'Content-Length: 0'), smuggled]],
    ['a bare line feed in a field', [...post('X-Feed: a\nContent-Length: 0'), smuggled]],
    ['no HTTP', ['\x16\x03\x01\x02\x00\x01\x00', '', '']],
    ['another version', ['GET /healthz HTTP/9.9', 'Host: api', '', smuggled]],
  ])('%s: refused, and what follows is not read as a request', async (_what, lines) => {
    const answer = await raw(api.url, lines);
    expect(answers(answer)).toEqual(['400']);
    expect(bodyOf(answer)).toMatchObject({ status: 400, code: 'malformed-request' });
  });

  it.each([
    'Authorization: Bearer key-of-auditor',
    'Host: other',
    'Idempotency-Key: b',
    'Content-Type: text/plain',
  ])('a field twice is refused: %s', async (field) => {
    const lines = [
      'GET /v1/quality-holds HTTP/1.1',
      KEY,
      'Idempotency-Key: a',
      'Content-Type: application/json',
    ];
    const answer = await raw(api.url, request(...lines, field, 'Connection: close'));
    expect(answers(answer)).toEqual(['400']);
    expect(bodyOf(answer)).toMatchObject({ code: 'malformed-request' });
  });

  it('wants to know which host is meant', async () => {
    expect(answers(await raw(api.url, ['GET /healthz HTTP/1.1', 'Connection: close', '', '']))).toEqual([
      '400',
    ]);
  });

  it.each([
    ['an address', `GET /v1/lots/${'x'.repeat(20_000)} HTTP/1.1`],
    ['a field', `GET /healthz HTTP/1.1\r\nX-Long: ${'x'.repeat(20_000)}`],
    ['many fields', `GET /healthz HTTP/1.1\r\n${'X-Many: 1\r\n'.repeat(3_000)}X-Last: 1`],
  ])('%s that is too long is 431', async (_what, head) => {
    const answer = await raw(api.url, request(head, KEY));
    expect(answers(answer)).toEqual(['431']);
    expect(bodyOf(answer)).toMatchObject({ status: 431, code: 'headers-too-large' });
  });

  it.each(['X-HTTP-Method-Override: POST', 'X-HTTP-Method: POST', 'X-Method-Override: POST'])(
    'a method is what it is, whatever %s',
    async (field) => {
      const answer = await raw(
        api.url,
        request('GET /v1/quality-holds?_method=POST HTTP/1.1', KEY, field, 'Connection: close'),
      );
      expect(answers(answer)).toEqual(['200']);
    },
  );

  it.each(['TRACE', 'PUT', 'DELETE', 'PROPFIND'])('%s is not taken', async (method) => {
    const answer = await raw(
      api.url,
      request(`${method} /v1/quality-holds HTTP/1.1`, KEY, 'Connection: close'),
    );
    expect(answers(answer)).toEqual(['405']);
  });

  it.each([
    'http://other/v1/quality-holds',
    '//other/v1/quality-holds',
    '/v1/../v1/quality-holds',
    '/v1/%2e%2e/etc/passwd',
    '/v1//quality-holds',
    '/v1/quality-holds/%',
    '/v1/quality-holds/%ff',
    '*',
  ])('the address %s leads nowhere else', async (target) => {
    const answer = await raw(api.url, request(`GET ${target} HTTP/1.1`, KEY, 'Connection: close'));
    expect(['200', '400', '404']).toContain(answers(answer)[0]);
    expect(answer).not.toContain('root:');
  });

  it('opens no tunnel', async () => {
    expect(answers(await raw(api.url, request('CONNECT other:443 HTTP/1.1')))).toEqual([]);
  });

  it('a body that unpacks to more than it may have is 413', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(100_000);
    const response = await fetch(`${api.url}/v1/quality-holds`, {
      method: 'POST',
      headers: { authorization: 'Bearer key-of-quality', 'content-encoding': 'gzip' },
      body: bomb,
    });
    expect(response.status).toBe(413);
  });

  it('no answer is for a browser to run, frame, keep or tell of', async () => {
    for (const path of ['/v1/quality-holds', '/healthz', '/nowhere']) {
      const { headers } = await api.call('GET', path, { as: 'quality' });
      expect(Object.fromEntries(headers)).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      });
      expect(headers.get('x-powered-by')).toBeNull();
    }
  });
});

describe('what a JSON body may hold', () => {
  let api: Served;
  beforeAll(async () => (api = await serve(ledger)));
  afterAll(() => api.close());
  const place = (body: string) =>
    api.call('POST', '/v1/quality-holds', { as: 'quality', body, headers: { 'idempotency-key': 'k' } });
  const withText = (text: string) => JSON.stringify({ ...HOLD_REQUEST, reason: { code: 'd', text } });

  it.each<[string, string]>([
    ['half a million brackets', '['.repeat(500_000) + ']'.repeat(500_000)],
    ['a hundred thousand objects, one in the other', '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000)],
    ['a text of nearly a megabyte', withText('x'.repeat(900_000))],
    ['a number of half a million digits', `{"nonconformance": ${'9'.repeat(500_000)}}`],
    ['a number beyond all numbers', '{"nonconformance": 1e999999}'],
    ['a hundred thousand fields', `{${Array.from({ length: 60_000 }, (_, n) => `"f${n}":1`).join()}}`],
    ['__proto__', `{"__proto__": {"polluted": true}, ${JSON.stringify(HOLD_REQUEST).slice(1)}`],
    ['__proto__ further down', withText('t').replace('"code"', '"__proto__": {"polluted": true}, "code"')],
    [
      'constructor.prototype',
      `{"constructor": {"prototype": {"polluted": true}}, ${JSON.stringify(HOLD_REQUEST).slice(1)}`,
    ],
  ])('%s is refused, and changes nothing here', async (_what, body) => {
    expect((await place(body)).status).toBe(422);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('who dribbles', () => {
  let api: Served;
  // Seconds, so that who does not dribble is never taken for one who does, however busy the machine.
  beforeAll(async () => (api = await serve(ledger, {}, { headersMs: 3_000, requestMs: 4_000, checkMs: 50 })));
  afterAll(() => api.close());

  it.each<[string, string]>([
    ['sends no request at all', ''],
    ['sends a header that does not end', `GET /v1/quality-holds HTTP/1.1\r\n${KEY}\r\nX-Slow: `],
    [
      'sends a body that does not end',
      `POST /v1/quality-holds HTTP/1.1\r\nHost: api\r\n${KEY}\r\nContent-Length: 9\r\n\r\n{`,
    ],
  ])('is cut off who %s, and others are answered meanwhile', async (_what, text) => {
    const slow = Array.from({ length: 50 }, () => raw(api.url, text));
    expect((await api.call('GET', '/v1/quality-holds', { as: 'quality' })).status).toBe(200);
    for (const answer of await Promise.all(slow)) {
      expect(answers(answer)).toEqual(['408']);
      expect(bodyOf(answer)).toMatchObject({ status: 408, code: 'request-timeout' });
    }
  });
});
