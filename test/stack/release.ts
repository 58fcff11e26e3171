import { execFile, spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { transformSync } from '@swc/core';
import { DIST, ROOT } from '../../tools/root';
import { eventually } from '../support/eventually';
import { runFolder } from '../support/run-folder';
import type { TestStack } from '../support/stack';

const run = promisify(execFile);

/** A built tree, as a release is. */
export interface Release {
  readonly version: string;
  /** `npm run rollout` of that release on a stack. @returns what it wrote @throws with what it complained of */
  readonly rollout: (stack: TestStack, ...args: string[]) => Promise<string>;
  /** Its workers, beside those that run. @returns stops them, and waits until they are gone */
  readonly startWorkers: (stack: TestStack) => Promise<() => Promise<void>>;
}

/** The tree under test. */
export const thisRelease = (): Release => releaseIn(DIST);

/**
 * A release of a test's own: the tree under test with one workflow altered at its source, and bundled anew.
 * @param workflow name of a file of workflows/
 * @param edits each a text that is in the source, and what it becomes
 */
export async function alteredRelease(
  name: string,
  workflow: string,
  edits: readonly (readonly [from: string, to: string])[],
): Promise<Release> {
  const folder = join(runFolder(), `release-${name}`);
  const dist = join(folder, 'dist');
  mkdirSync(folder);
  cpSync(DIST, dist, { recursive: true });
  for (const kept of ['package.json', 'config'])
    cpSync(join(ROOT, kept), join(folder, kept), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const source = edits.reduce(
    (text, [from, to]) => {
      if (!text.includes(from)) throw new Error(`workflows/${workflow}.ts has no \`${from}\` any more.`);
      return text.replace(from, to);
    },
    readFileSync(join(ROOT, 'workflows', `${workflow}.ts`), 'utf8'),
  );
  const { code } = transformSync(source, {
    jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
    module: { type: 'commonjs' },
  });
  writeFileSync(join(dist, 'workflows', `${workflow}.js`), code);
  await run(process.execPath, [join(dist, 'temporal', 'bundle.js')]);
  return releaseIn(dist);
}

function releaseIn(dist: string): Release {
  const program = join(dist, 'tools', 'rollout', 'main.js');
  return {
    version: readFileSync(join(dist, 'build-id'), 'utf8'),
    rollout: async (stack, ...args) =>
      (await run(process.execPath, [program, ...args, '--data', stack.data])).stdout,
    startWorkers: async (stack) => {
      const child = spawn(process.execPath, [program, 'workers', '--data', stack.data], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let said = '';
      child.stdout.on('data', (text: Buffer) => (said += text.toString()));
      await eventually(() => said.includes('run; their logs'));
      return async () => {
        child.kill();
        await eventually(() => child.exitCode !== null || child.signalCode !== null, { within: 30_000 });
      };
    },
  };
}
