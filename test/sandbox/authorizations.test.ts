import { generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Store } from '../../sandbox/core/store';
import { AuthorizationBook } from '../../sandbox/wms/authorizations';
import { GateLine } from '../../sandbox/wms/gate-line';
import { eventually } from '../support/eventually';

const NOW = new Date();
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);
const LINES = [{ lot: 'PIN-10:L-1', quantity: '30' }];
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const KEY = { ...publicKey.export({ format: 'jwk' }), kty: 'OKP', kid: 'gate' };

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
function jws(changes: object = {}, header: object = {}, key: KeyObject = privateKey): string {
  const statement = {
    id: `SA-${randomUUID()}`,
    shipment: 'SH-1',
    lines: [{ lot: 'PIN-10:L-1', quantity: { value: '30', unit: 'EA' } }],
    expiresAt: later(60).toISOString(),
    position: 7,
    ...changes,
  };
  const head = { alg: 'EdDSA', typ: 'shipment-authorization+jws', kid: 'gate', ...header };
  const signed = `${part(head)}.${part(statement)}`;
  return `${signed}.${sign(null, Buffer.from(signed), key).toString('base64url')}`;
}

let folder: string;
let store: Store;
let book: AuthorizationBook;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interlock-wms-'));
  store = new Store(folder);
  book = new AuthorizationBook(store);
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});
const keep = (signed: string) => store.transaction(() => book.keep('SH-1', signed));
const learnKeys = () => store.transaction(() => book.learnKeys([KEY]));

it('is good for its lines until it expires, over a restart too', () => {
  learnKeys();
  keep(jws());
  const check =
    (quantity: string, at = NOW) =>
    () => {
      new AuthorizationBook(store).check('SH-1', [{ lot: 'PIN-10:L-1', quantity }], at);
    };
  expect(check('30')).not.toThrow();
  expect(check('30.1')).toThrow(/30 authorized/);
  expect(check('30', later(60))).toThrow(/was good until/);
  expect(() => book.check('SH-1', [{ lot: 'PIN-10:L-2', quantity: '1' }], NOW)).toThrow(/0 authorized/);
  expect(() => book.check('SH-2', LINES, NOW)).not.toThrow();
});

it.each([
  ['altered', () => jws().replace(/\.[^.]+\./, `.${part({ id: 'SA-1', shipment: 'SH-1' })}.`), /signature/],
  ['forged', () => jws({}, {}, generateKeyPairSync('ed25519').privateKey), /signature/],
  ['of an unknown key', () => jws({}, { kid: 'other' }), /does not publish/],
  ['of another kind', () => jws({}, { typ: 'gate-answer+jws' }), /no authorization/],
  ['of another shipment', () => jws({ shipment: 'SH-2' }), /is of SH-2/],
  ['no JWS', () => 'yes', /no authorization/],
])('refuses one that is %s', (_what, signed, why) => {
  learnKeys();
  expect(() => keep(signed())).toThrow(why);
});

describe('the line to the gate', () => {
  const told: { sequence: number; data: { authorization: string } }[] = [];
  const asked: string[] = [];
  let gate: Server;
  let line: GateLine;
  /** For longer than a slow machine takes: the line asks only of what is good by the machine's own clock. */
  const good = (changes: object) => jws({ expiresAt: later(3_600).toISOString(), ...changes });
  beforeEach(async () => {
    told.length = asked.length = 0;
    gate = createServer((request, response) => {
      asked.push(request.url!);
      const after = Number(new URL(request.url!, 'http://gate').searchParams.get('after'));
      const events = told.filter(({ sequence }) => sequence > after);
      response.setHeader('connection', 'close');
      response.end(JSON.stringify(request.url === '/v1/gate/keys' ? { keys: [KEY] } : { events }));
    }).listen(0, '127.0.0.1');
    await once(gate, 'listening');
    line = new GateLine(store, { url: `http://127.0.0.1:${(gate.address() as AddressInfo).port}`, key: 'k' });
    line.start();
    await eventually(() => book.knowsKeys);
  });
  afterEach(async () => {
    await line.stop();
    gate.close();
    await once(gate, 'close');
  });

  it('tells what is revoked, from the event that the authorization knew', async () => {
    keep(good({ id: 'SA-1' }));
    book.check('SH-1', LINES, NOW);
    told.push({ sequence: 7, data: { authorization: 'SA-BEFORE' } });
    told.push({ sequence: 8, data: { authorization: 'SA-OTHER' } });
    told.push({ sequence: 9, data: { authorization: 'SA-1' } });
    await eventually(() => book.live(NOW).length === 0);
    expect(() => book.check('SH-1', LINES, NOW)).toThrow(/revoked/);
    expect(asked.filter((url) => url.startsWith('/v1/events'))[0]).toContain('after=7');
  });

  it('a new authorization of the shipment takes the place of a revoked one', async () => {
    keep(good({ id: 'SA-1' }));
    told.push({ sequence: 9, data: { authorization: 'SA-1' } });
    await eventually(() => book.live(NOW).length === 0);
    keep(good({ id: 'SA-2', position: 9 }));
    expect(() => book.check('SH-1', LINES, NOW)).not.toThrow();
  });
});
