import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DIST } from '../../tools/root';

/** The folder of this run: global set-up makes it, and whatever is started in a folder inside it is stopped at the end. */
export function runFolder(): string {
  const folder = process.env.INTERLOCK_TEST_RUN;
  if (!folder) throw new Error('INTERLOCK_TEST_RUN is not set: run the tests with `npm test`.');
  return folder;
}

/**
 * Starts a program of dist/tools/stack on a data folder of this run, unless it was started before.
 * @param program such as `main` or `database`
 * @param folder name of the data folder
 * @param description the file in it that says that the program is ready
 * @returns that file, parsed
 * @throws Error with the program's output, when it ends instead
 */
export async function startProgram<T>(
  program: string,
  folder: string,
  description: string,
  args: readonly string[] = [],
): Promise<T> {
  const data = join(runFolder(), folder);
  const ready = join(data, description);
  if (!existsSync(data)) await launch(join(DIST, 'tools', 'stack', `${program}.js`), data, ready, args);
  return JSON.parse(readFileSync(ready, 'utf8')) as T;
}

async function launch(script: string, data: string, ready: string, args: readonly string[]): Promise<void> {
  if (!existsSync(script))
    throw new Error(`${script} is not there: run the tests with \`npm test\`, which builds it.`);
  mkdirSync(data, { recursive: true });
  const output = join(data, 'output.log');
  const log = openSync(output, 'a');
  // The channel ends when this process does, killed or not, and the program stops with it.
  const child = spawn(process.execPath, [script, '--data', data, ...args], {
    stdio: ['ignore', log, log, 'ipc'],
    detached: true,
  });
  child.unref();
  child.channel?.unref();
  while (!existsSync(ready)) {
    if (child.exitCode !== null) throw new Error(`${script} ended:\n${readFileSync(output, 'utf8')}`);
    await pause(20);
  }
}
