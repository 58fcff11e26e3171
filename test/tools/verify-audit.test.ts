import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readSigner } from '../../config/signer';
import type { ExportLine } from '../../contracts/audit-export';
import type { Hold } from '../../contracts/hold';
import { serve, type Served } from '../api/serve';
import { openLedger, type OpenLedger } from '../ledger/open-ledger';
import { decide, dispositionRequest, holdRequest, keyed, place, receiveLot } from '../ledger/requests';
import { QUENTIN, subjectOf } from '../ledger/signatures';

type Row = Extract<ExportLine, { kind: 'row' }>;
type Signature = Extract<ExportLine, { kind: 'signature' }>;
type Seal = Extract<ExportLine, { kind: 'seal' }>;

let folder: string;
let open: OpenLedger;
let api: Served;
/** Two holds with a signed decision each, sealed, and one row more. */
let first: Hold;
let second: Hold;

const signerIn = (name: string) => {
  const path = join(folder, `${name}.json`);
  writeFileSync(path, JSON.stringify(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })));
  return readSigner(path);
};
let sealer: ReturnType<typeof signerIn>;
let signer: ReturnType<typeof signerIn>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'interlock-audit-'));
  [sealer, signer] = [signerIn('sealer'), signerIn('api')];
  open = await openLedger();
  const auditKeys = { keys: [...sealer.keys.keys, ...signer.keys.keys] };
  api = await serve(open.ledger, { signer, auditKeys, now: () => new Date() });
  keep('keys', JSON.stringify(auditKeys));
  first = await liveAHold('PIN-10:L-1');
  await seal();
  second = await liveAHold('PIN-10:L-2');
  await seal();
  await place(open.ledger, holdRequest(['PIN-10:L-3']));
  await seal();
  await decide(open.ledger, first.id, dispositionRequest('PIN-10:L-1', '1'));
});
afterAll(async () => {
  await api.close();
  await open.close();
  rmSync(folder, { recursive: true });
});

const seal = () => open.ledger.sealAudit(new Date(), sealer.sign);
async function liveAHold(lot: string): Promise<Hold> {
  await receiveLot(open.ledger, lot);
  const hold = await place(open.ledger, holdRequest([lot]));
  const request = dispositionRequest(lot, '5', 'scrap');
  const record = subjectOf(hold.id, request);
  const { id } = await keyed(open.ledger, (tx) =>
    open.ledger.signatures.sign(
      tx,
      { record, capacity: 'decision', meaning: 'approved' },
      'secret',
      { ...QUENTIN, credential: { id: QUENTIN.id } },
      signer.sign,
      new Date(),
    ),
  );
  await decide(open.ledger, hold.id, { ...request, signature: id });
  return hold;
}

function keep(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}
const fetched = async (query: string): Promise<ExportLine[]> => {
  const response = await api.call('GET', `/v1/audit/export?${query}`, { as: 'auditor' });
  expect(response.headers.get('content-type')).toContain('application/x-ndjson');
  const text = await response.text();
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as ExportLine);
};
const ofFirst = () => fetched(`transaction=${first.transaction}`);
const ofAll = () => fetched('from=2000-01-01T00:00:00Z&to=2100-01-01T00:00:00Z');

let files = 0;
async function verified(
  lines: readonly ExportLine[],
  ...options: string[]
): Promise<{ code: number; said: string }> {
  const path = keep(`export-${files++}`, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const args = ['tools/verify-audit.mjs', path, '--keys', join(folder, 'keys'), ...options];
  try {
    const { stdout } = await promisify(execFile)(process.execPath, args);
    return { code: 0, said: stdout };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, said: stdout + stderr };
  }
}

/** The lines with one of them changed, or (undefined) taken out. */
const altered = <L extends ExportLine>(
  lines: readonly ExportLine[],
  which: (line: ExportLine) => line is L,
  change: (line: L) => ExportLine | undefined,
): ExportLine[] => {
  const index = lines.findIndex(which);
  expect(index).toBeGreaterThan(0);
  const line = change(lines[index] as L);
  return lines.flatMap((one, at) => (at === index ? (line ? [line] : []) : [one]));
};
const row =
  (number: number, hold?: () => Hold) =>
  (line: ExportLine): line is Row =>
    line.kind === 'row' && line.number === number && (!hold || line.transaction === hold().transaction);
const anySignature = (line: ExportLine): line is Signature => line.kind === 'signature';
const sealOf =
  (number: number) =>
  (line: ExportLine): line is Seal =>
    line.kind === 'seal' && line.number === number;

it('an export that nobody touched is intact, of a transaction and of a span', async () => {
  const one = await ofFirst();
  expect(one.filter(({ kind }) => kind === 'row').length).toBeGreaterThan(3);
  expect(await verified(one)).toMatchObject({ code: 0, said: expect.stringContaining('Intact.') });
  const all = await verified(await ofAll());
  expect(all).toMatchObject({ code: 0, said: expect.stringContaining('signatures 2, seals 3') });
  expect(all.said).toContain(`${first.transaction}: 1 of`);
});

it.each<[string, (lines: ExportLine[]) => ExportLine[], RegExp]>([
  [
    'a row changed',
    (lines) =>
      altered(lines, row(2), (line) => ({ ...line, text: line.text.replace('quality', 'quantity') })),
    /row 2: it was changed/,
  ],
  ['a row missing', (lines) => altered(lines, row(2), () => undefined), /row 2: it is missing/],
  [
    'the first row missing',
    (lines) =>
      altered(
        lines,
        row(1, () => first),
        () => undefined,
      ),
    /row 1: it is missing/,
  ],
  [
    'the last sealed rows cut off',
    (lines) =>
      lines.filter(
        (line) => line.kind !== 'row' || line.transaction !== second.transaction || line.number < 3,
      ),
    /row \d+: it was cut off: seal 2 saw it/,
  ],
  [
    'a row moved from another transaction',
    (lines) => {
      const other = lines.find(row(1, () => second)) as Row;
      return altered(
        lines,
        row(1, () => first),
        () => ({ ...other, transaction: first.transaction }),
      );
    },
    /row 1: it is row 1 of TX-/,
  ],
  [
    'a signature moved to another record',
    (lines) => {
      const [one, other] = lines.filter(anySignature);
      return altered(lines, anySignature, () => ({ ...one!, usedFor: other!.usedFor }));
    },
    /signature SG-\w+: it was moved: DP-\w+ was decided without it/,
  ],
  [
    "a signature's record exchanged",
    (lines) => {
      const [one, other] = lines.filter(anySignature);
      return altered(lines, anySignature, () => ({ ...one!, record: other!.record }));
    },
    /what was signed is not the record/,
  ],
  [
    "a signature's proof exchanged",
    (lines) => {
      const [one, other] = lines.filter(anySignature);
      return altered(lines, anySignature, () => ({ ...one!, jws: other!.jws }));
    },
    /signature SG-\w+: it is SG-/,
  ],
  [
    'a signature missing',
    (lines) => altered(lines, anySignature, () => undefined),
    /signature SG-\w+: it is missing/,
  ],
  [
    'a seal changed',
    (lines) =>
      altered(lines, sealOf(1), (line) => ({ ...line, text: line.text.replace('"number":', '"Number":') })),
    /seal 1: it was changed/,
  ],
  ['a seal missing', (lines) => altered(lines, sealOf(2), () => undefined), /seal 2: it is missing/],
  ['the end cut off', (lines) => lines.slice(0, -1), /file: its end is missing/],
  [
    'the end of another export',
    (lines) => [...lines.slice(0, -1), { ...lines.at(-1)!, digest: '0'.repeat(64) } as ExportLine],
    /file: it is not as it was exported/,
  ],
])('%s is found, and where', async (_what, change, where) => {
  const lines = await ofAll();
  const { code, said } = await verified(change(lines));
  expect(code).toBe(1);
  expect(said).toMatch(/NOT INTACT: file:/);
  expect(said).toMatch(where);
});

it('a history that somebody made anew with keys of their own is found by the keys that were kept', async () => {
  const forger = signerIn('forger');
  const forged = await serve(open.ledger, { signer: forger, auditKeys: forger.keys });
  try {
    const text = await (
      await forged.call('GET', `/v1/audit/export?transaction=${first.transaction}`, { as: 'auditor' })
    ).text();
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as ExportLine);
    expect(await verified(lines)).toMatchObject({
      code: 1,
      said: expect.stringContaining('file: it is signed by a key that is not trusted'),
    });
  } finally {
    await forged.close();
  }
});

it('what the ledger itself has lost since an earlier export is found by that', async () => {
  const earlier = keep('earlier', (await ofFirst()).map((line) => `${JSON.stringify(line)}\n`).join(''));
  expect(await verified(await ofFirst(), '--earlier', earlier)).toMatchObject({ code: 0 });
  const last = (await ofFirst()).filter((line) => line.kind === 'row').length;
  await open.pool.query('delete from audit where transaction = $1 and number = $2', [
    first.transaction,
    last,
  ]);
  expect(await verified(await ofFirst())).toMatchObject({ code: 0 });
  expect(await verified(await ofFirst(), '--earlier', earlier)).toMatchObject({
    code: 1,
    said: expect.stringContaining(`${first.transaction} row ${last}: the export of`),
  });
});

it('what is no export is said so', async () => {
  const [header] = await ofFirst();
  expect(await verified([header!, { kind: 'row' } as ExportLine])).toMatchObject({ code: 2 });
  expect(await verified([{ kind: 'row' } as ExportLine])).toMatchObject({
    code: 2,
    said: expect.stringContaining('is no export of the audit'),
  });
});

it.each(['', 'transaction=TX-1&from=2026-01-01T00:00:00Z', 'from=2026-01-01T00:00:00Z', 'transaction='])(
  'an export of "%s" is refused',
  async (query) => {
    const response = await api.call('GET', `/v1/audit/export?${query}`, { as: 'auditor' });
    expect(response.status).toBe(422);
  },
);
