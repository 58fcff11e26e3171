/** `npm run chaos`: holds and changes on a stack of its own, while its systems fail and its processes are killed; then an exact check. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readCredentials } from '../../config/credentials';
import type { StackDescription } from '../stack/description';
import { removeClusters } from '../stack/postgres';
import { findProfile } from '../stack/profiles';
import { runUntilStopped } from '../stack/run-until-stopped';
import { Stack } from '../stack/stack';
import { planOf, type Plan } from './plan';
import { report } from './report';
import { runChaos } from './run';

const INTERRUPTED = 130;
const FAILED = 1;
const plan = readPlan();
const data = mkdtempSync(join(tmpdir(), 'interlock-chaos-'));
const stack = new Stack(data, findProfile('sandbox'), { fresh: false, temporalStore: 'file' });
let stopping: Promise<void> | null = null;

// Until it is known how it went, whatever ends this is an interruption.
process.exitCode = INTERRUPTED;
void runUntilStopped(perform, stop);

/** What the command line asks for; what it cannot mean ends the program with a sentence. */
function readPlan(): Plan {
  try {
    const { values } = parseArgs({
      options: {
        seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
        holds: { type: 'string', default: '300' },
        changes: { type: 'string', default: '60' },
        minutes: { type: 'string', default: '5' },
      },
    });
    const number = (name: keyof typeof values): number => {
      const value = Number(values[name]);
      if (!(value >= 0) || (name !== 'minutes' && !Number.isSafeInteger(value)))
        throw new Error(`--${name} cannot be ${values[name]}.`);
      return value;
    };
    return planOf(number('seed'), {
      holds: number('holds'),
      changes: number('changes'),
      seconds: number('minutes') * 60,
    });
  } catch (error) {
    console.error(
      `${(error as Error).message}\nUsage: npm run chaos -- [--seed <n>] [--holds <n>] [--changes <n>] [--minutes <n>]`,
    );
    process.exit(FAILED);
  }
}

async function perform(): Promise<void> {
  say(`seed ${plan.seed}; starting a stack in ${data}`);
  await stack.start();
  const description = () => JSON.parse(readFileSync(join(data, 'stack.json'), 'utf8')) as StackDescription;
  const systemCredentials = readCredentials(join(data, 'credentials.json')).systems;
  const outcome = await runChaos(plan, { description, systemCredentials }, say);
  console.log(report(outcome));
  process.exitCode = outcome.record.defects.length === 0 ? 0 : FAILED;
  await stop();
}

function say(text: string): void {
  console.log(`[${process.uptime().toFixed(0).padStart(4)} s] ${text}`);
}

/** Stops all, once. The folder is kept unless all went well: its logs and its ledger tell why. */
function stop(): Promise<void> {
  return (stopping ??= (async () => {
    await stack.stop();
    if (process.exitCode === 0) {
      removeClusters(data);
      rmSync(data, { recursive: true, force: true });
    } else console.error(`The logs are in ${join(data, 'logs')}.`);
    if (process.connected) process.disconnect();
    // Who is in the middle of the run waits for a stack that is no more.
    if (process.exitCode === INTERRUPTED) process.exit();
  })());
}
