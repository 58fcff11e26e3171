import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { PayloadKeys, readPayloadKeys } from '../../config/payload-keys';
import { EncryptingCodec, isEncrypted } from '../../temporal/payload-codec';
import { newPayloadKeys } from '../../tools/stack/life';

const SECRET = 'PIN-10:L-0417 is 9.89 mm';
const key = () => Object.values(newPayloadKeys().keys)[0]!;
const payload = (value: unknown): Payload => defaultPayloadConverter.toPayload(value);
const value = (of: Payload): unknown => defaultPayloadConverter.fromPayload(of);
const bytes = ({ metadata, data }: Payload): string =>
  Buffer.concat([...Object.values(metadata ?? {}), data ?? Buffer.alloc(0)]).toString('latin1');

const one = key();
const other = key();
const codecOf = (encryptWith: string | null, keys: Record<string, string>) =>
  new EncryptingCodec({ encryptWith, keys });

test('what is encrypted says nothing of what it was, and is read back as it was', async () => {
  const codec = codecOf('one', { one });
  const plain = [payload({ text: SECRET }), payload(null), payload([1, 2])];
  const sent = await codec.encode(plain);
  expect(sent.every(isEncrypted)).toBe(true);
  expect(sent.map(bytes).join()).not.toMatch(/PIN|9\.89|json/);
  expect((await codec.decode(sent)).map(value)).toEqual([{ text: SECRET }, null, [1, 2]]);
});

test('the same payload is never encrypted alike', async () => {
  const codec = codecOf('one', { one });
  const sent = await codec.encode(Array.from({ length: 50 }, () => payload({ text: SECRET })));
  expect(new Set(sent.map(bytes)).size).toBe(50);
});

test('a bare string stays as it is: sagas carry ids and summaries so, and nothing else', async () => {
  const names = [payload('QH-1'), payload('erp: hold 2 lots')];
  expect(await codecOf('one', { one }).encode(names)).toEqual(names);
});

test('what was never encrypted is read as it is', async () => {
  const plain = payload({ text: SECRET });
  expect(await codecOf('one', { one }).decode([plain])).toEqual([plain]);
});

test('without a key to encrypt with, nothing is encrypted and everything is read', async () => {
  const waiting = codecOf(null, { one });
  const plain = payload([SECRET]);
  expect(await waiting.encode([plain])).toEqual([plain]);
  const [sent] = await codecOf('one', { one }).encode([plain]);
  expect((await waiting.decode([sent!])).map(value)).toEqual([[SECRET]]);
});

test('after a rotation what the former key encrypted is read, while it is in the ring', async () => {
  const [sent] = await codecOf('one', { one }).encode([payload([SECRET])]);
  const rotated = codecOf('other', { one, other });
  expect((await rotated.decode([sent!])).map(value)).toEqual([[SECRET]]);
  const [newer] = await rotated.encode([payload([SECRET])]);
  await expect(codecOf('one', { one }).decode([newer!])).rejects.toThrow('There is no payload key "other"');
});

test('an altered payload, one of another key, and one that is cut short are refused', async () => {
  const codec = codecOf('one', { one, other });
  const [sent] = await codec.encode([payload([SECRET])]);
  const data = Buffer.from(sent!.data!);
  const refused = [
    ...[...data.keys()].map((index) => {
      const altered = Buffer.from(data);
      altered[index]! ^= 1;
      return { ...sent, data: altered };
    }),
    { ...sent, metadata: { ...sent!.metadata, 'encryption-key-id': Buffer.from('other') } },
    ...[...data.keys()].map((length) => ({ ...sent, data: data.subarray(0, length) })),
    { metadata: sent!.metadata },
  ];
  for (const bad of refused) await expect(codec.decode([bad])).rejects.toThrow('was altered');
});

describe('the file of the ring', () => {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-keys-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const read = (text: string) => {
    writeFileSync(join(folder, 'ring.json'), text);
    return readPayloadKeys(join(folder, 'ring.json'));
  };

  test('is read', () => {
    const ring = { encryptWith: 'one', keys: { one, other } };
    expect(read(JSON.stringify(ring))).toEqual(ring);
  });

  test.each([
    ['no JSON', `{ "keys": { "one": "${one}" `],
    ['a short key', JSON.stringify({ encryptWith: null, keys: { one: one.slice(8) } })],
    ['a key to encrypt with that is not there', JSON.stringify({ encryptWith: 'two', keys: { one } })],
  ])('is refused with %s, and no word of a key', (_what, text) => {
    expect(() => read(text)).toThrow(/ring\.json is no/);
    expect(() => read(text)).not.toThrow(one.slice(8, 20));
  });

  test('a new one is as the file wants it', () => {
    expect(PayloadKeys.safeParse(newPayloadKeys()).success).toBe(true);
  });
});
