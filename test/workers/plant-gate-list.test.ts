import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CompactSign } from 'jose';
import { readSigner } from '../../config/signer';
import { DENY_LIST_TYPE, type DenyList } from '../../contracts/deny-list';
import { DenyListRefused, KeptDenyList, readPublicKey } from '../../workers/plant-gate-list';

const NOW = new Date('2026-11-03T06:40:00Z');
const at = (seconds: number) => new Date(NOW.getTime() + seconds * 1000).toISOString();
const list = (changes: Partial<DenyList> = {}): DenyList => ({
  plant: 'lyon',
  sequence: 7,
  issuedAt: at(0),
  lots: [{ lot: 'PIN-10:L-1', unit: 'EA', quantity: '100', releasable: '100', blockedBy: [] }],
  ...changes,
});

let folder: string;
let sign: (list: DenyList) => Promise<string>;
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const open = () => new KeptDenyList('lyon', readPublicKey(join(folder, 'public.json')), folder, () => NOW);
const writeKey = (name: string, key: typeof publicKey) => {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(key.export({ format: 'jwk' })));
  return path;
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interlock-deny-list-'));
  writeKey('public.json', publicKey);
  const signer = readSigner(writeKey('private.json', privateKey));
  sign = (one) => signer.sign(DENY_LIST_TYPE, one);
});
afterEach(() => rmSync(folder, { recursive: true }));

it('is kept over a restart, with the newest word that it is still so', async () => {
  const kept = open();
  await kept.recover();
  expect(kept.list).toBeNull();
  await kept.take(await sign(list()));
  await kept.take(await sign(list({ issuedAt: at(2), lots: null })));
  const again = open();
  await again.recover();
  expect(again.list).toEqual(kept.list);
  expect(again.list).toMatchObject({ sequence: 7, issuedAt: at(2) });
  expect([...again.list!.lots.keys()]).toEqual(['PIN-10:L-1']);
});

it('is as old as its own issue when the newest word is spoilt, or of an earlier list', async () => {
  const kept = open();
  await kept.take(await sign(list()));
  await kept.take(await sign(list({ issuedAt: at(2), lots: null })));
  await kept.take(await sign(list({ sequence: 8, issuedAt: at(4) })));
  for (const spoil of [() => {}, () => writeFileSync(join(folder, 'deny-list-latest.jws'), 'x')]) {
    spoil();
    const again = open();
    await again.recover();
    expect(again.list).toEqual(kept.list);
  }
});

describe('changes', () => {
  const entry = (lot: string, releasable = '100') => ({
    lot,
    unit: 'EA' as const,
    quantity: '100',
    releasable,
    blockedBy: [],
  });
  const changed = (sequence: number, changes: Partial<DenyList>) =>
    sign(list({ sequence, since: sequence - 1, gone: [], issuedAt: at(sequence), ...changes }));
  const releasable = ({ list: known }: KeptDenyList) =>
    Object.fromEntries([...known!.lots.values()].map((one) => [one.lot, one.releasable]));

  it('come on top of the list at hand, and survive a restart with it', async () => {
    const kept = open();
    await kept.take(await sign(list()));
    await kept.take(await changed(8, { lots: [entry('PIN-10:L-1', '0'), entry('PIN-10:L-2')] }));
    await kept.take(await changed(9, { lots: [entry('PIN-10:L-3')], gone: ['PIN-10:L-2'] }));
    expect(releasable(kept)).toEqual({ 'PIN-10:L-1': '0', 'PIN-10:L-3': '100' });
    await kept.take(await sign(list({ sequence: 9, issuedAt: at(20), lots: null })));
    const again = open();
    await again.recover();
    expect(again.list).toEqual(kept.list);
    expect(again.known).toBe(9);
    await kept.take(await sign(list({ sequence: 10, issuedAt: at(30) })));
    await again.recover();
    expect(again.list).toMatchObject({ sequence: 10, issuedAt: at(30) });
    expect(releasable(again)).toEqual({ 'PIN-10:L-1': '100' });
  });

  it('are refused where they do not follow it', async () => {
    const kept = open();
    await kept.take(await sign(list()));
    const taken = kept.take(await changed(9, { lots: [entry('PIN-10:L-1', '0')] }));
    await expect(taken).rejects.toThrow(/since sequence 8, which is not here/);
    expect(kept.list).toMatchObject({ sequence: 7 });
  });

  it('that are spoilt on the disk leave the list that they came on top of, as old as that is', async () => {
    const kept = open();
    await kept.take(await sign(list()));
    await kept.take(await changed(8, { lots: [entry('PIN-10:L-2')] }));
    await kept.take(await changed(9, { lots: [entry('PIN-10:L-3')] }));
    await kept.take(await sign(list({ sequence: 9, issuedAt: at(20), lots: null })));
    const file = join(folder, 'deny-list-changes.jws');
    const [first, second] = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, `${first}\n${altered(second!)}`);
    const again = open();
    await again.recover();
    expect(again.list).toMatchObject({ sequence: 8, issuedAt: at(8) });
    await again.take(await changed(9, { lots: [entry('PIN-10:L-3')] }));
    const third = open();
    await third.recover();
    expect(third.list).toMatchObject({ sequence: 9 });
  });

  it('a hundred of them are enough: a whole list is wanted then', async () => {
    const kept = open();
    expect(kept.known).toBeNull();
    await kept.take(await sign(list()));
    for (let sequence = 8; sequence < 108; sequence++) {
      expect(kept.known).toBe(sequence - 1);
      await kept.take(await changed(sequence, { issuedAt: at(1), lots: [entry('PIN-10:L-2')] }));
    }
    expect(kept.known).toBeNull();
    await kept.take(await sign(list({ sequence: 108, issuedAt: at(2) })));
    expect(kept.known).toBe(108);
  });
});

describe('is refused, and the one at hand stays,', () => {
  const REFUSED: [string, () => Promise<string>, RegExp][] = [
    [
      'forged with another key',
      () =>
        readSigner(writeKey('other.json', generateKeyPairSync('ed25519').privateKey)).sign(
          DENY_LIST_TYPE,
          list({ sequence: 8 }),
        ),
      /signature/,
    ],
    ['altered', async () => altered(await sign(list({ sequence: 8 }))), /signature/],
    ['unsigned', async () => unsigned(list({ sequence: 8 })), /signature/],
    ['no list, though signed', () => signedAs('something', list({ sequence: 8 })), /no deny-list/],
    ['of another plant', () => sign(list({ plant: 'monterrey', sequence: 8 })), /of monterrey/],
    ['older', () => sign(list({ sequence: 6, issuedAt: at(5) })), /sequence 6 .* came after sequence 7/],
    ['the same once more', () => sign(list()), /came after/],
    ['from the future', () => sign(list({ sequence: 8, issuedAt: at(61) })), /clock/],
    ['without lots that are not here', () => sign(list({ sequence: 8, lots: null })), /not here/],
  ];
  it.each(REFUSED)('when it is %s', async (_what, make, why) => {
    const kept = open();
    await kept.take(await sign(list()));
    const before = [kept.list, readFileSync(join(folder, 'deny-list.jws'), 'utf8')];
    const taken = make().then((jws) => kept.take(jws));
    await expect(taken).rejects.toThrow(DenyListRefused);
    await expect(taken).rejects.toThrow(why);
    expect([kept.list, readFileSync(join(folder, 'deny-list.jws'), 'utf8')]).toEqual(before);
  });
});

it.each(['', '{}', 'eyJ.eyJ.sig'])('a file that holds %j is none', async (text) => {
  writeFileSync(join(folder, 'deny-list.jws'), text);
  const kept = open();
  await expect(kept.recover()).rejects.toThrow(DenyListRefused);
  expect(kept.list).toBeNull();
});

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

function altered(jws: string): string {
  const [head, payload, signature] = jws.split('.');
  const text = Buffer.from(payload!, 'base64url').toString().replace('"lots":[', '"lots":[ ');
  return [head, Buffer.from(text).toString('base64url'), signature].join('.');
}

const unsigned = (of: DenyList): string => `${encoded({ alg: 'none', typ: DENY_LIST_TYPE })}.${encoded(of)}.`;

const signedAs = (typ: string, of: DenyList): Promise<string> =>
  new CompactSign(Buffer.from(JSON.stringify(of))).setProtectedHeader({ alg: 'EdDSA', typ }).sign(privateKey);
