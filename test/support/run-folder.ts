import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DIST } from '../../tools/root';

/** The folder of this run: global set-up makes it, and whatever is started in a folder inside it is stopped at the end. */
export function runFolder(): string {
  const folder = process.env.INTERLOCK_TEST_RUN;
  if (!folder) throw new Error('INTERLOCK_TEST_RUN is not set: run the tests with `npm test`.');
  return folder;
}

/** A program of dist/tools/stack on a data folder of this run. */
export interface Program {
  /** Such as `main` or `database`. */
  readonly name: string;
  /** Name of the data folder. */
  readonly folder: string;
  /** The file in it that says that the program is ready. */
  readonly description: string;
  readonly args: readonly string[];
  /** Variables beside those of this process. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts a program unless it was started before. @returns its description, parsed */
export async function ensureProgram<T>(program: Program): Promise<T> {
  const data = join(runFolder(), program.folder);
  if (!existsSync(data)) await startProgram(program);
  return JSON.parse(readFileSync(join(data, program.description), 'utf8')) as T;
}

/**
 * Starts a program, and waits until it is ready.
 * @throws Error with its output, when it ends instead
 */
export async function startProgram({
  name,
  folder,
  description,
  args,
  environment = {},
}: Program): Promise<void> {
  const script = join(DIST, 'tools', 'stack', `${name}.js`);
  if (!existsSync(script))
    throw new Error(`${script} is not there: run the tests with \`npm test\`, which builds it.`);
  const data = join(runFolder(), folder);
  mkdirSync(data, { recursive: true });
  const ready = join(data, description);
  rmSync(ready, { force: true });
  const output = join(data, 'output.log');
  const log = openSync(output, 'a');
  // The channel ends when this process does, killed or not, and the program stops with it.
  const child = spawn(process.execPath, [script, '--data', data, ...args], {
    stdio: ['ignore', log, log, 'ipc'],
    detached: true,
    env: { ...process.env, ...environment },
  });
  child.unref();
  child.channel?.unref();
  while (!existsSync(ready)) {
    if (child.exitCode !== null) throw new Error(`${script} ended:\n${readFileSync(output, 'utf8')}`);
    await pause(20);
  }
}
