import { request } from 'node:http';
import { LedgerUnavailable } from '../../ledger/pool';
import { HOLD_REQUEST, serve, type Served } from './serve';

let api: Served;
beforeAll(async () => {
  api = await serve({
    getLot: () => Promise.reject(new LedgerUnavailable('gone')),
    verifyAudit: () => Promise.reject(new Error('secret of the database')),
    listHolds: () => Promise.resolve({ items: [], next: null }),
    releasability: () => Promise.reject(new LedgerUnavailable('gone')),
  });
});
afterAll(() => api.close());

const problem = async (response: Response) => {
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const body = (await response.json()) as {
    code: string;
    status: number;
    detail: string;
    trace: string;
    errors?: { pointer: string; detail: string }[];
  };
  expect(response.headers.get('traceparent')).toMatch(new RegExp(`^00-${body.trace}-`));
  expect(body).toMatchObject({
    type: `https://interlock.dev/problems/${body.code}`,
    title: expect.any(String),
    status: response.status,
  });
  return body;
};
const place = (body: unknown, headers: Record<string, string> = {}) =>
  api.call('POST', '/v1/quality-holds', {
    as: 'quality',
    body,
    headers: { 'idempotency-key': 'k-1', ...headers },
  });

describe('what is refused before anything is done', () => {
  it('an unknown address', async () => {
    expect(await problem(await api.call('GET', '/v1/nothing', { as: 'quality' }))).toMatchObject({
      code: 'not-found',
      instance: '/v1/nothing',
    });
  });
  it('another method, with those that are taken', async () => {
    const response = await api.call('DELETE', '/v1/quality-holds', { as: 'quality' });
    expect((await problem(response)).code).toBe('method-not-allowed');
    expect(response.headers.get('allow')?.split(', ').sort()).toEqual(['GET', 'HEAD', 'POST']);
  });
  it('an address that is not UTF-8', async () => {
    expect((await problem(await api.call('GET', '/v1/lots/%ff', { as: 'quality' }))).code).toBe('not-found');
  });
  it.each([
    ['no credential', {}],
    ['an unknown key', { authorization: 'Bearer nobody' }],
    ['another scheme', { authorization: 'Basic cXVhbGl0eTpxdWFsaXR5' }],
  ])('%s', async (_name, headers) => {
    const response = await api.call('GET', '/v1/quality-holds', { headers });
    expect((await problem(response)).code).toBe('unauthenticated');
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
  });
  it('a body that is not JSON', async () => {
    expect((await problem(await place('{"plant": '))).code).toBe('malformed-json');
  });
  it('another content type, or none', async () => {
    expect(
      (await problem(await place('plant=lyon', { 'content-type': 'application/x-www-form-urlencoded' })))
        .code,
    ).toBe('unsupported-media-type');
    expect((await problem(await api.call('POST', '/v1/quality-holds', { as: 'quality' }))).code).toBe(
      'unsupported-media-type',
    );
  });
  it('a missing Idempotency-Key', async () => {
    expect(
      (await problem(await api.call('POST', '/v1/quality-holds', { as: 'quality', body: HOLD_REQUEST })))
        .code,
    ).toBe('idempotency-key-missing');
  });
});

describe('a body over 1 MiB', () => {
  it('is read to its end and answered', async () => {
    const answer = await new Promise<{ status: number | undefined; sent: boolean }>((resolve, reject) => {
      const sending = request(
        `${api.url}/v1/quality-holds`,
        {
          method: 'POST',
          headers: { authorization: 'Bearer key-of-quality', 'content-type': 'application/json' },
        },
        (response) => {
          response.resume();
          resolve({ status: response.statusCode, sent: sending.writableFinished });
        },
      );
      sending.on('error', reject);
      for (let chunk = 0; chunk < 40; chunk++) sending.write(Buffer.alloc(64 * 1024, 32));
      sending.end();
    });
    expect(answer).toEqual({ status: 413, sent: true });
  });
  it('may be as long as 1 MiB', async () => {
    const text = JSON.stringify(HOLD_REQUEST);
    expect(
      (await problem(await place(text.slice(0, -1) + ' '.repeat(1024 * 1024 - text.length) + '!'))).code,
    ).toBe('malformed-json');
  });
});

describe('a body that is not valid names each field', () => {
  it.each([
    [
      'a quantity of zero',
      { scope: { lots: [{ lot: 'PIN-10:L-1', quantity: { value: '0', unit: 'EA' } }] } },
      '/scope/lots/0/quantity/value',
      /more than zero/,
    ],
    [
      'a number for a decimal',
      { scope: { lots: [{ lot: 'PIN-10:L-1', quantity: { value: 1, unit: 'EA' } }] } },
      '/scope/lots/0/quantity/value',
      /string/,
    ],
    [
      'an unknown unit',
      { scope: { lots: [{ lot: 'PIN-10:L-1', quantity: { value: '1', unit: 'PIECES' } }] } },
      '/scope/lots/0/quantity/unit',
      /Recommendation 20/,
    ],
    [
      'a lot without an item',
      { scope: { lots: [{ lot: 'L-0417' }] } },
      '/scope/lots/0/lot',
      /<item>:<number>/,
    ],
    ['a missing field', { plant: undefined }, '/plant', /is required/],
    ['an unknown field', { 'a/b': 1 }, '/a~1b', /is not a field/],
    ['another severity', { severity: 'bad' }, '/severity', /critical/],
    ['an instant without an offset', { detectedAt: '2026-11-03 06:40' }, '/detectedAt', /RFC 3339/],
    ['an hour that no offset has', { detectedAt: '2026-11-03T06:40:00+24:00' }, '/detectedAt', /RFC 3339/],
    [
      'a year that no calendar has',
      { detectedAt: '0000-01-01T00:00:00Z' },
      '/detectedAt',
      /between the years/,
    ],
    ['what is no instant', { detectedAt: 'yesterday' }, '/detectedAt', /RFC 3339/],
    [
      'an unknown way to identify a part',
      { scope: { lots: [{ lot: 'PIN-10:L-1', identifiedBy: { box: 'B' } }] } },
      '/scope/lots/0/identifiedBy/box',
      /is not a field/,
    ],
    ['NUL in a text', { reason: { code: 'dimension', text: 'a\0b' } }, '/reason/text', /not text/],
  ])('%s', async (_name, change, pointer, detail) => {
    const { code, errors } = await problem(await place({ ...HOLD_REQUEST, ...change }));
    expect(code).toBe('invalid-request');
    expect(errors).toContainEqual({ pointer, detail: expect.stringMatching(detail) });
  });
  it('half a surrogate pair, and nesting without an end', async () => {
    expect(
      (await problem(await place(JSON.stringify(HOLD_REQUEST).replace('critical', '\\ud800')))).errors?.[0]
        ?.pointer,
    ).toBe('/severity');
    expect(
      (await problem(await place('['.repeat(100_000) + ']'.repeat(100_000)))).errors?.[0]?.detail,
    ).toMatch(/nested deeper/);
  });
  it('names no more than fifty', async () => {
    const lots = Array.from({ length: 500 }, () => ({ lot: 'nonsense' }));
    expect((await problem(await place({ ...HOLD_REQUEST, scope: { lots } }))).errors).toHaveLength(50);
  });
  it('wrong query parameters too', async () => {
    expect(
      (await problem(await api.call('GET', '/v1/quality-holds?limit=201', { as: 'auditor' }))).errors?.[0]
        ?.pointer,
    ).toBe('/limit');
    expect(
      (await problem(await api.call('GET', '/v1/quality-holds?limit=1&limit=2', { as: 'auditor' }))).code,
    ).toBe('invalid-request');
  });
});

describe('when the ledger or the code fails', () => {
  it('an unreachable ledger is 503', async () => {
    expect(await problem(await api.call('GET', '/v1/lots/PIN-10%3AL-0417', { as: 'quality' }))).toMatchObject(
      { code: 'ledger-unavailable', status: 503 },
    );
  });
  it('the gate that cannot ask it says no (H2)', async () => {
    const response = await api.call('GET', '/v1/lots/BAR-3%3AH-1/releasability?plant=lyon&action=ship&to=', {
      as: 'partner',
    });
    expect(await problem(response)).toMatchObject({
      code: 'ledger-unavailable',
      status: 503,
      lot: 'BAR-3:H-1',
      action: 'ship',
      purpose: 'sale',
      releasable: false,
      releasableQuantity: { value: '0', unit: 'MTR' },
      allowed: [],
    });
    expect(await api.services.metrics.registry.metrics()).toMatch(
      /interlock_gate_decisions_total\{answer="unavailable"\} 1/,
    );
  });
  it('an unexpected error is 500 and tells nothing of the inside', async () => {
    const body = await problem(await api.call('GET', '/v1/audit/verification', { as: 'auditor' }));
    expect(body.code).toBe('internal');
    expect(JSON.stringify(body)).not.toMatch(/secret/);
  });
});

describe('traceparent', () => {
  const given = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  it('is given back', async () => {
    expect(
      (await api.call('GET', '/healthz', { headers: { traceparent: given } })).headers.get('traceparent'),
    ).toBe(given);
  });
  it.each(['', 'nonsense', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`])(
    'is made where it is %p',
    async (traceparent) => {
      const answered = (await api.call('GET', '/healthz', { headers: { traceparent } })).headers.get(
        'traceparent',
      );
      expect(answered).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
      expect(answered).not.toContain('0'.repeat(16));
    },
  );
});
