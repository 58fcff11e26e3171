import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { engineer, farAt, reaches, release } from '../promises/e/change';
import { ROOT } from '../../tools/root';
import type { Caller } from '../support/api';
import { runFolder } from '../support/run-folder';
import { namedStack, type TestStack } from '../support/stack';
import { dispose, ea, freshLot, place, reached, SYSTEMS, taken } from './material';

const run = promisify(execFile);

/** The `schemathesis` program; empty where it is not to be had. */
const program = execFileSync(process.execPath, [join(ROOT, 'tools', 'provision', 'schemathesis.mjs')], {
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'inherit'],
}).trim();
if (program === '' && process.env.CI === 'true')
  throw new Error('Schemathesis is needed here: in CI no test is skipped.');
const describeFuzzing = program === '' ? describe.skip : describe;

/** The same calls each time, but for the names of what the stack has. */
const SEED = Number(process.env.INTERLOCK_SEED ?? 1);
type Phase = 'coverage' | 'fuzzing';
/** A stream has no end to be judged by, and a subscription calls whoever has the name that was made up: see test/api. */
const ELSEWHERE = ['streamEvents', 'subscribe'];
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
];
/** What each is not to do is most of what they ask: few examples of each call tell. */
const CALLERS: readonly Caller[] = [
  'quality',
  'quality-lyon',
  'engineering',
  'planning',
  'support',
  'auditor',
  'partner',
  'plant-lyon',
  'nobody',
];

describeFuzzing('Every call, made from the document that the API gives of itself', () => {
  let stack: TestStack;
  let names: readonly string[];
  beforeAll(async () => {
    stack = await namedStack('fuzz');
    names = await namesOf(stack);
  });

  it(`answers the administrator as documented, case by case, and never with a server error (seed ${SEED})`, () =>
    fuzz('administrator', 'coverage'));

  it(`answers the administrator as documented, at random, and never with a server error (seed ${SEED})`, () =>
    fuzz('administrator', 'fuzzing', 6));

  it.each(CALLERS)(`answers %s as documented, and never with a server error (seed ${SEED})`, (caller) =>
    fuzz(caller, 'fuzzing'),
  );

  /** @throws Error with what was found, and how to repeat it */
  async function fuzz(caller: Caller, phase: Phase, examples = 2): Promise<void> {
    const folder = join(runFolder(), `fuzz-${caller}-${phase}`);
    mkdirSync(folder);
    const { api, keys } = stack.description();
    writeFileSync(join(folder, 'schemathesis.toml'), configuration(phase, examples, keys[caller], names));
    const args = ['run', `${api}/openapi.json`, '--checks', CHECKS.join(','), '--seed', String(SEED)];
    for (const operation of ELSEWHERE) args.push('--exclude-operation-id', operation);
    await run(program, ['--config-file', join(folder, 'schemathesis.toml'), ...args], {
      cwd: folder,
      maxBuffer: 1 << 26,
    }).catch((error: Error & { stdout?: string }) => {
      throw new Error(error.stdout ?? error.message);
    });
  }
});

/** Half of all texts are names that the stack knows: most of an API is behind its 404s. */
const configuration = (
  phase: Phase,
  examples: number,
  key: string | undefined,
  names: readonly string[],
): string => `
color = false
suppress-health-check = ["all"]
continue-on-failure = true
warnings = false
request-timeout = 90
${key === undefined ? '' : `headers = { Authorization = ${JSON.stringify(`Bearer ${key}`)} }`}

[generation]
max-examples = ${examples}
no-shrink = true
database = "none"

# Calls that may wait for a state wait for a second.
[parameters]
"header.Prefer" = "wait=1"

[generation.dictionaries]
string = { dictionary = "names", probability = 0.5 }

[dictionaries.names]
values = ${JSON.stringify(names)}

[phases]
examples = { enabled = false }
coverage = { enabled = ${phase === 'coverage'} }
fuzzing = { enabled = ${phase === 'fuzzing'} }
stateful = { enabled = false }
`;

/** What the demo enterprise has, and a hold, a disposition, a change and an authorization of its own. */
async function namesOf(stack: TestStack): Promise<string[]> {
  const [lot, other] = [await freshLot(stack), await freshLot(stack)];
  const { id } = await place(stack, [lot]);
  const hold = await reached(stack, id, 'effective');
  const disposition = taken(201, await dispose(stack, id, lot, { decision: 'scrap', quantity: ea('1') }));
  const own = await engineer(stack, ['PIN-10']);
  const change = await release(stack, own, farAt('lyon'));
  await reaches(stack, change.id, 'staged');
  const shipment = { shipment: 'SH-FUZZ', plant: 'lyon', customer: 'AERO-9' };
  const authorization = taken(
    201,
    await stack.api('planning').post<{ id: string }>('/v1/shipment-authorizations', {
      ...shipment,
      lines: [{ lot: other, quantity: ea('10') }],
    }),
  );
  const found = [lot, other, id, disposition.id, change.id, own.id, authorization.id];
  const known = [
    'lyon',
    'monterrey',
    'PIN-10',
    'BRACKET-100',
    'PIN-10:L-0417',
    'PO-7001',
    'ECO-1042',
    'EA',
    '1',
  ];
  return [...SYSTEMS, ...known, ...found, shipment.shipment, hold.transaction, change.transaction];
}
