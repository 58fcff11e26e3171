import { randomBytes } from 'node:crypto';
import { createLogger } from '../../workers/logger';

const lines: string[] = [];
const log = createLogger('test', 'trace', { write: (line) => void lines.push(line) });
beforeEach(() => lines.splice(0));

const secret = () => `s3cr3t${randomBytes(18).toString('base64url')}`;
const thrown = (message: string, more: object = {}) => Object.assign(new Error(message), more);

const ways: readonly (readonly [string, (secret: string) => void])[] = [
  ['a header', (s) => log.info({ headers: { authorization: `Bearer ${s}` } }, 'm')],
  ['a cookie', (s) => log.info({ request: { headers: { cookie: s } } }, 'm')],
  ['a field, deep down', (s) => log.info({ a: [{ b: { c: { d: { password: s } } } }] }, 'm')],
  ['a field of a child', (s) => log.child({ apiKey: s }).info('m')],
  ['the secret of a subscription', (s) => log.warn({ subscription: { signing_secret: s } }, 'm')],
  ['a text', (s) => log.info(`answered 401 to Authorization: Bearer ${s}`)],
  ["an error's message", (s) => log.error({ err: thrown(`POST /token?client_secret=${s} failed`) }, 'm')],
  ["an error's field", (s) => log.error({ err: thrown('m', { options: { token: s } }) }, 'm')],
  ["an error's cause", (s) => log.error({ err: new Error('m', { cause: thrown(`password=${s}`) }) }, 'm')],
  ['JSON in a text', (s) => log.info({ body: JSON.stringify({ api_key: s, lot: 'PIN-10:L-1' }) }, 'm')],
  ['an address', (s) => log.info({ url: `postgres://interlock:${s}@127.0.0.1:5433/interlock` }, 'm')],
  ['a query', (s) => log.info({ url: `https://hooks.example/in?token=${s}&plant=lyon` }, 'm')],
  ['a key of webhooks', (s) => log.info({ anything: `whsec_${s}` }, 'm')],
  ["a caller's key", (s) => log.info({ anything: [`ilk_${s}`, `ilak_${s}`] }, 'm')],
  ['a JWT', (s) => log.info({ anything: `eyJ${s}.eyJ${s}.${s}` }, 'm')],
  ['a private key', (s) => log.info({ privateKey: s }, 'm')],
];

test.each(ways)('%s is written without its secret, and the line is JSON', (_what, write) => {
  const hidden = secret();
  write(hidden);
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain(hidden);
  expect(JSON.parse(lines[0]!)).toMatchObject({ process: 'test' });
});

test('what is no secret is written as it is', () => {
  const entry = {
    method: 'GET',
    path: '/v1/lots/PIN-10:L-0417',
    caller: 'quality',
    token: 12,
    nested: { token: 3, secret: null, password: false, lease: { token: 4 } },
    transaction: 'TX-ZKM4XRGT52EB5',
    tokens: [],
  };
  log.info(entry, 'the bearer token is missing');
  expect(JSON.parse(lines[0]!)).toMatchObject({ ...entry, msg: 'the bearer token is missing' });
});
