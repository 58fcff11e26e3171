import { execFile, spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { transformSync } from '@swc/core';
import { DIST, ROOT } from '../../tools/root';
import { baseEnvironment } from '../../tools/stack/environment';
import { eventually } from '../support/eventually';
import { runFolder } from '../support/run-folder';
import type { TestStack } from '../support/stack';

const run = promisify(execFile);

/** For the workers of a version to be there: a busy machine is slow to start them. */
const SECONDS = '400';

/** A built tree, as a release is. */
export interface Release {
  readonly version: string;
  /** `npm run rollout` of that release on a stack. @returns what it wrote @throws with what it complained of */
  readonly rollout: (stack: TestStack, ...args: string[]) => Promise<string>;
  /** Brings the ledger of a stack to its version. @returns what it wrote */
  readonly migrate: (stack: TestStack) => Promise<string>;
  /** Its workers, beside those that run. @returns stops them, and waits until they are gone */
  readonly startWorkers: (stack: TestStack) => Promise<() => Promise<void>>;
}

/** The tree under test. */
export const thisRelease = (): Release => releaseIn(DIST);

/** What a release of a test's own adds to the ledger. */
const MIGRATION = `alter table hold add column remark text; create table remark (id bigint primary key, text text not null);
create index remark_text on remark (text);`;

/**
 * A release of a test's own: the tree under test with one workflow altered at its source and bundled anew, and a migration.
 * @param workflow name of a file of workflows/
 * @param edits each what is in the source, and what it becomes; `$&` is what was there
 */
export async function alteredRelease(
  name: string,
  workflow: string,
  edits: readonly (readonly [from: RegExp, to: string])[],
): Promise<Release> {
  const folder = join(runFolder(), `release-${name}`);
  const dist = join(folder, 'dist');
  mkdirSync(folder);
  cpSync(DIST, dist, { recursive: true });
  for (const kept of ['package.json', 'config'])
    cpSync(join(ROOT, kept), join(folder, kept), { recursive: true });
  cpSync(join(ROOT, 'ledger', 'migrations'), join(folder, 'ledger', 'migrations'), { recursive: true });
  writeFileSync(join(folder, 'ledger', 'migrations', `9999_${name}.sql`), MIGRATION);
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const source = edits.reduce(
    (text, [from, to]) => {
      if (!from.test(text))
        throw new Error(`workflows/${workflow}.ts has nothing like ${from.source} any more.`);
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
      (await run(process.execPath, [program, ...args, '--data', stack.data, '--wait', SECONDS])).stdout,
    migrate: async (stack) => {
      const settings = { INTERLOCK_TOPOLOGY: '-', INTERLOCK_CREDENTIALS: '-' };
      const env = { ...baseEnvironment(), ...settings, INTERLOCK_DATABASE_URL: stack.description().postgres };
      return (await run(process.execPath, [join(dist, 'ledger', 'migrate.js')], { env })).stdout;
    },
    startWorkers: async (stack) => {
      const child = spawn(process.execPath, [program, 'workers', '--data', stack.data], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let said = '';
      child.stdout.on('data', (text: Buffer) => (said += text.toString()));
      await eventually(() => said.includes('run; their logs'));
      return async () => {
        child.kill();
        await eventually(() => child.exitCode !== null || child.signalCode !== null);
      };
    },
  };
}
