import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Records } from '../../tools/stack/supervisor';
import { stopSupervisor } from '../../tools/stack/stop-supervisor';
import type { StackDescription } from '../../tools/stack/description';
import { apiOf, type Api, type Caller } from './api';
import { controlOf, type Control } from './control';
import { eventually } from './eventually';
import { ensureProgram, runFolder, startProgram } from './run-folder';

/** A running stack, as `npm start` runs it. */
export interface TestStack {
  /** Its data folder. */
  readonly data: string;
  /** stack.json as it is now. */
  readonly description: () => StackDescription;
  /** The API, as a caller of the demo enterprise. */
  readonly api: (caller: Caller) => Api;
  /** The control of a sandbox system. */
  readonly control: (system: string) => Control;
  /** Ends a process with SIGKILL. @returns once stack.json shows its successor */
  readonly kill: (process: string) => Promise<void>;
  /** Ends the supervisor with SIGKILL: the other processes go on. */
  readonly killSupervisor: () => void;
  /** Starts it all again on the same data, after `stop` or `killSupervisor`. */
  readonly startAgain: () => Promise<void>;
  /** Stops all; the shared stack stops by itself at the end of the run. */
  readonly stop: () => Promise<void>;
}

/** The stack that all test files share; the first one that asks starts it. */
export const stack = (): Promise<TestStack> => startIn('stack', []);

/** A stack of that name, which the test files of one subject share; the first one that asks starts it with these options. */
export const namedStack = (name: string, ...args: string[]): Promise<TestStack> =>
  startIn(`stack-${name}`, args);

/** A stack of one's own. @param args options of `npm start`, such as `--profile` */
export const startStack = (...args: string[]): Promise<TestStack> => startIn(`stack-${randomUUID()}`, args);

/** As `startStack`, with variables of the environment. */
export const startStackWith = (environment: Readonly<Record<string, string>>): Promise<TestStack> =>
  startIn(`stack-${randomUUID()}`, [], environment);

async function startIn(
  folder: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<TestStack> {
  const program = { name: 'main', folder, description: 'stack.json', args, environment };
  await ensureProgram(program);
  const data = join(runFolder(), folder);
  const description = () => JSON.parse(readFileSync(join(data, 'stack.json'), 'utf8')) as StackDescription;
  const pidOf = (name: string) => {
    const found = description().processes.find((process) => process.name === name);
    if (!found) throw new Error(`There is no process "${name}" in the stack.`);
    return found.pid;
  };
  return {
    data,
    description,
    api: (caller) => apiOf(description(), caller),
    control: (system) => controlOf(description(), system),
    kill: async (name) => {
      const before = pidOf(name);
      process.kill(before, 'SIGKILL');
      await eventually(() => pidOf(name) !== before);
    },
    killSupervisor: () => {
      const { supervisor } = JSON.parse(readFileSync(join(data, 'pids.json'), 'utf8')) as Records;
      process.kill(supervisor.pid, 'SIGKILL');
    },
    startAgain: () => startProgram(program),
    stop: () => stopSupervisor(data),
  };
}
