import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DIST } from '../../tools/root';
import { matrixTopology, seededLedger } from '../api/matrix-seed';
import { serve, type Served } from '../api/serve';
import { comeHome } from '../ledger/come-home';
import { heldLot } from '../ledger/parked';
import { decide, dispositionRequest } from '../ledger/requests';

/** The command line as a process, against the API over a real ledger; nobody runs sagas but the tests. */
let seeded: Awaited<ReturnType<typeof seededLedger>>;
let api: Served;
const folder = mkdtempSync(join(tmpdir(), 'interlock-cli-'));
const keys = Object.fromEntries(
  ['administrator', 'quality', 'auditor', 'support'].map((role) => [role, `key-of-${role}`]),
);
const PROGRAM = join(DIST, 'tools', 'cli', 'main.js');

beforeAll(async () => {
  seeded = await seededLedger();
  api = await serve(seeded.open.ledger, { topology: matrixTopology(), now: () => new Date() });
  writeFileSync(join(folder, 'stack.json'), JSON.stringify({ api: api.url, keys, systems: {} }));
});
afterAll(async () => {
  await api.close();
  await seeded.open.close();
  rmSync(folder, { recursive: true });
});

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}
const run = (file: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(
      file,
      args,
      { env: { PATH: process.env.PATH ?? '', INTERLOCK_DATA: folder, ...env }, cwd: folder },
      (error, out, err) => resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
const interlock = (...args: string[]): Promise<Ended> => run(process.execPath, [PROGRAM, ...args]);
const json = async <T>(...args: string[]): Promise<T> =>
  JSON.parse((await interlock('--json', ...args)).out) as T;

it('places a hold, adds to it, decides of it as who may, and says whose key was refused', async () => {
  const lot = 'PIN-10:CLI-1';
  const placing = [
    'holds',
    'place',
    '--plant',
    'lyon',
    '--lot',
    lot,
    '--lot',
    'PIN-10:CLI-2',
    '--code',
    'dimension',
    '--reason',
    'too thin',
  ];
  const hold = await json<{ id: string; severity: string; lots: { lot: string }[] }>(...placing);
  expect(hold).toMatchObject({ severity: 'major', lots: [{ lot }, { lot: 'PIN-10:CLI-2' }] });
  const added = await interlock('holds', 'add', hold.id, 'PIN-10:CLI-3');
  expect(added).toMatchObject({ code: 0, out: expect.stringMatching(/^PIN-10:CLI-3 /m) });
  expect((await interlock('holds', '--lot', lot)).out).toContain(hold.id);
  expect((await interlock('holds', 'show', hold.id)).out).toBe((await interlock('hold', hold.id)).out);

  const { hold: held, lot: known } = seeded.lyon;
  const decision = [
    '--lot',
    known,
    '--quantity',
    '2 EA',
    '--decision',
    'scrap',
    '--reason',
    'bent',
    '--reference',
    'MRB-9',
  ];
  const refused = await interlock('holds', 'dispose', held, ...decision);
  expect(refused).toMatchObject({
    code: 1,
    err: expect.stringContaining(`Asked as administrator, by the key of ${folder}`),
  });
  const decided = await json<{ id: string; decidedBy: { id: string } }>(
    '--as',
    'quality',
    'holds',
    'dispose',
    held,
    ...decision,
  );
  expect(decided.decidedBy.id).toBe('quality');
  const reversed = await interlock(
    '--as',
    'quality',
    'holds',
    'reverse',
    held,
    decided.id,
    '--reason',
    'straight',
  );
  expect(reversed).toMatchObject({ code: 0, out: expect.stringContaining('reversed') });
});

it('does once what is repeated under one key', async () => {
  const placing = [
    '--idempotency-key',
    'cli-once',
    'holds',
    'place',
    '--plant',
    'lyon',
    '--lot',
    'PIN-10:CLI-9',
    '--reason',
    'r',
  ];
  const [first, again] = [await json<{ id: string }>(...placing), await json<{ id: string }>(...placing)];
  expect(again.id).toBe(first.id);
});

it('asks the gate, and ends with 1 where that says no', async () => {
  const gate = ['lots', 'gate', seeded.lyon.lot, '--plant', 'lyon', '--action', 'ship'];
  expect(await interlock(...gate)).toMatchObject({ code: 1, out: expect.stringContaining(seeded.lyon.hold) });
  const free = seeded.lyon.lot.replace('held', 'free');
  expect(
    (await interlock('lots', 'gate', free, '--plant', 'lyon', '--action', 'ship', '--quantity', '1 EA')).code,
  ).toBe(0);
  expect((await interlock('lots', '--held')).out).toContain(seeded.lyon.lot);
  expect((await interlock('lots', seeded.lyon.lot)).out).toContain(seeded.lyon.hold);
  expect((await interlock('lots', 'genealogy', seeded.lyon.lot)).code).toBe(0);
});

it.each([['changes'], ['exceptions'], ['systems'], ['transactions'], ['whoami'], ['topology', 'versions']])(
  'answers %j for people and for programs',
  async (...command) => {
    expect(await interlock(...command)).toMatchObject({ code: 0, err: '' });
    expect(typeof (await json(...command))).toBe('object');
  },
);

describe('trace', () => {
  it('tells the story of what is named: a hold, its transaction, a lot', async () => {
    const { hold, lot } = seeded.lyon;
    await comeHome(seeded.open.ledger, hold);
    const { transaction } = (await seeded.open.ledger.getHold(hold))!;
    const byHold = await interlock('trace', hold);
    expect(byHold.code).toBe(0);
    expect(byHold.out).toMatch(new RegExp(`erp +\\d+ ms +hold lot ${lot} \\(\\d+\\): seen held`));
    expect(byHold.out).toContain('It waits for');
    expect(byHold.out).toContain('Not told: this API was started without Temporal.');
    expect(byHold.out).not.toContain('\u001b');
    expect((await interlock('trace', transaction)).out).toBe(byHold.out);
    expect((await interlock('trace', transaction, '--by-system')).out).toMatch(/^wms\n/m);
    const { story } = await json<{ story: { steps: unknown[]; complete: boolean } }>('trace', transaction);
    expect(story).toMatchObject({ complete: false, missing: [{ part: 'temporal' }] });
  });

  it('follows a story to its end, each step once', async () => {
    const { ledger, pool } = seeded.open;
    const { hold, lot } = await heldLot(ledger);
    const following = interlock('trace', hold.id, '--follow');
    await comeHome(ledger, hold.id);
    await decide(ledger, hold.id, dispositionRequest(lot, '70'));
    await comeHome(ledger, hold.id);
    await pool.query('delete from command where transaction = $1', [hold.transaction]);
    const { code, out } = await following;
    expect(code).toBe(0);
    expect(out.match(/quality-hold closed/g)).toHaveLength(1);
    expect(out.match(/quality-hold placed/g)).toHaveLength(1);
    expect(out.trimEnd().split('\n').at(-2)).toBe('It waits for nothing.');
  });

  it('says so where nothing is meant, or more than one', async () => {
    expect(await interlock('trace', 'QH-NOBODY')).toEqual({
      code: 1,
      out: '',
      err: 'No transaction is about QH-NOBODY.\n',
    });
    const second = await json<{ transaction: string }>(
      'holds',
      'place',
      '--plant',
      'lyon',
      '--lot',
      seeded.lyon.lot,
      '--reason',
      'again',
    );
    const both = await interlock('trace', seeded.lyon.lot);
    expect(both).toMatchObject({ code: 1, err: expect.stringContaining(second.transaction) });
  });
});

describe('completion', () => {
  const complete = async (...words: string[]) =>
    (await interlock('complete', '--', ...words)).out.trim().split('\n');

  it('knows commands, options, choices, callers, and what the API knows', async () => {
    expect(await complete('ho')).toEqual(['holds']);
    expect(await complete('holds', 'dis')).toEqual(['dispose']);
    expect(await complete('holds', 'dispose', 'x', '--ref')).toEqual(['--reference']);
    expect(await complete('holds', '--state', '')).toEqual(['open', 'disposing', 'closed']);
    expect(await complete('--as', 'qu')).toEqual(['quality']);
    expect(await complete('holds', 'show', 'QH-')).toContain(seeded.lyon.hold);
    expect(await complete('lots', 'gate', 'BRACKET-100:M-lyon-h')).toEqual([seeded.lyon.lot]);
    expect(await complete('--as', 'nobody', 'holds', 'show', '')).toEqual(['']);
  });

  it('works in bash, where a colon ends a word', async () => {
    const script = join(folder, 'completion.bash');
    writeFileSync(script, (await interlock('completion', 'bash')).out);
    const typed = async (line: string) => {
      const ask = `source ${script}; COMP_LINE=$1 COMP_POINT=\${#1}; _interlock; printf '%s\\n' "\${COMPREPLY[@]}"; complete -p interlock`;
      return (await run('bash', ['--norc', '-c', ask, 'bash', line])).out.trim().split('\n');
    };
    expect(await typed('interlock hol')).toEqual(['holds', 'complete -o default -F _interlock interlock']);
    expect((await typed('interlock lots show BRACKET-100:M-lyon-h'))[0]).toBe('M-lyon-held');
    expect((await typed('interlock holds --state '))[0]).toBe('open');
  });

  it.each(['zsh', 'fish'])('gives a script to %s', async (shell) => {
    const { code, out } = await interlock('completion', shell);
    expect(code).toBe(0);
    expect(out).toContain("'complete' --".replaceAll("'", ''));
    expect(out).toContain(PROGRAM);
  });
});
