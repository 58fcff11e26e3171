import { defaultPayloadConverter } from '@temporalio/common';
import type { Payloads } from '../../contracts/payload';
import type { Ledger } from '../../ledger';
import { EncryptingCodec } from '../../temporal/payload-codec';
import { newPayloadKeys } from '../../tools/stack/life';
import { serve, type Served } from './serve';

const WEB_UI = 'http://127.0.0.1:8233';
const DECODE = '/codec/decode';
type Entry = Parameters<Ledger['auditPayloads']>;

const base64 = (bytes: Uint8Array | null | undefined) => Buffer.from(bytes ?? []).toString('base64');
/** As the Web UI sends what it was sent by Temporal. */
const onWire = (value: unknown): Payloads['payloads'][number] => {
  const { metadata, data } = defaultPayloadConverter.toPayload(value);
  return {
    metadata: Object.fromEntries(
      Object.entries(metadata ?? {}).map(([name, bytes]) => [name, base64(bytes)]),
    ),
    data: base64(data),
  };
};

describe('the codec server', () => {
  const recorded: Entry[] = [];
  let api: Served;
  beforeAll(async () => {
    api = await serve(
      { auditPayloads: (...entry) => Promise.resolve(void recorded.push(entry)) },
      { payloads: { codec: new EncryptingCodec(newPayloadKeys()), webUi: WEB_UI } },
    );
  });
  afterAll(() => api.close());
  beforeEach(() => recorded.splice(0));

  const post = async (path: string, body: unknown, as: string) => {
    const response = await api.call('POST', path, { as, body });
    return { status: response.status, body: (await response.json()) as Payloads & { code: string } };
  };
  const encode = async (value: unknown) =>
    (await post('/codec/encode', { payloads: [onWire(value)] }, 'administrator')).body;

  it('encrypts for an administrator, decrypts for who looks after sagas, and both are in the audit', async () => {
    const plain = { payloads: [onWire({ lot: 'PIN-10:L-0417' }), onWire(null)] };
    const encoded = await post('/codec/encode', plain, 'administrator');
    expect(encoded.status).toBe(200);
    expect(encoded.body.payloads.map(({ metadata }) => atob(metadata.encoding!))).toEqual([
      'binary/encrypted',
      'binary/encrypted',
    ]);
    const decoded = await post(DECODE, encoded.body, 'support');
    expect(decoded).toEqual({ status: 200, body: plain });
    const which = { count: 2, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string };
    expect(recorded.map(([{ id }, action, of]) => [id, action, of])).toEqual([
      ['administrator', 'payloads.encoded', which],
      ['support', 'payloads.decoded', which],
    ]);
    expect(recorded[0]![2]).toEqual(recorded[1]![2]);
  });

  it.each(['quality', 'partner', 'plant', 'engineering'])('decrypts nothing for %s', async (role) => {
    expect((await post(DECODE, await encode(1), role)).status).toBe(403);
  });

  it('what was altered, or is of a key that is gone, is told apart from what is there to read', async () => {
    const other = await new EncryptingCodec(newPayloadKeys()).encode([defaultPayloadConverter.toPayload(1)]);
    const gone = {
      metadata: Object.fromEntries(
        Object.entries(other[0]!.metadata!).map(([name, bytes]) => [name, base64(bytes)]),
      ),
      data: base64(other[0]!.data),
    };
    const answer = await post(DECODE, { payloads: [gone] }, 'support');
    expect([answer.status, answer.body.code]).toEqual([422, 'payload-unreadable']);
    expect((await post(DECODE, { payloads: [{ data: 'not base64!' }] }, 'support')).status).toBe(422);
    expect(recorded).toEqual([]);
  });

  it("takes an empty list as protobuf's JSON writes it: not at all", async () => {
    expect(await post(DECODE, {}, 'support')).toEqual({ status: 200, body: { payloads: [] } });
    expect(recorded).toEqual([]);
  });

  it('lets pages of the Web UI ask, and of no other origin', async () => {
    const preflight = (origin: string) =>
      api.call('OPTIONS', DECODE, { headers: { origin, 'access-control-request-method': 'POST' } });
    const mine = await preflight(WEB_UI);
    expect([mine.status, mine.headers.get('access-control-allow-origin')]).toEqual([204, WEB_UI]);
    expect(mine.headers.get('access-control-allow-headers')).toContain('x-namespace');
    for (const origin of ['http://evil.example', 'http://127.0.0.1:8234', 'null']) {
      const other = await preflight(origin);
      expect([other.status, other.headers.get('access-control-allow-origin')]).toEqual([405, null]);
      expect(other.headers.get('vary')).toContain('Origin');
    }
    expect((await api.call('OPTIONS', '/v1/quality-holds', { headers: { origin: WEB_UI } })).status).toBe(
      405,
    );
  });
});
