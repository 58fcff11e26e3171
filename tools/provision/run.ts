import { execFile, spawn, type ExecFileOptions } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../root';

const execute = promisify(execFile);

/**
 * Runs a program to its end. @returns what it wrote to stdout
 * @throws Error with what it wrote to stderr
 */
export async function runProgram(
  command: string,
  args: readonly string[],
  options: ExecFileOptions = {},
): Promise<string> {
  const { stdout } = await execute(command, args, { ...options, encoding: 'utf8', maxBuffer: 1 << 24 });
  return stdout;
}

/**
 * Runs one of the provision scripts (`node tools/provision/<name>.mjs`): its progress goes to our stderr.
 * @param stop ends it, and whatever build it has started
 * @returns the line it wrote to stdout, such as the path of an executable; empty when what it gets is not to be had here
 * @throws Error when it failed; why is on stderr
 */
export function provision(name: string, stop?: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const script = join(ROOT, 'tools', 'provision', `${name}.mjs`);
    const child = spawn(process.execPath, [script], {
      stdio: ['ignore', 'pipe', 'inherit'],
      // A group of its own, so that it can be ended whole.
      detached: stop !== undefined,
    });
    const end = () => child.pid && process.kill(-child.pid, 'SIGTERM');
    stop?.addEventListener('abort', end);
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => {
      stop?.removeEventListener('abort', end);
      if (code === 0) resolve(out.trim());
      else reject(new Error(`${name} could not be provided (see above).`));
    });
  });
}
