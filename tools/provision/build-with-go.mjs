import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../set-up/folders.mjs';
import { runProgram } from '../set-up/run-program.mjs';
import { step } from '../set-up/steps.mjs';

/** Whether there is a `go`. */
export const hasGo = () => spawnSync('go', ['version']).status === 0;

/**
 * Builds programs of the Go module in tools/temporal, which pins their versions.
 * @param {string} label what is built, for who waits
 * @param {string[]} packages
 * @param {string} work a folder to build in: a copy of the module, so that a build leaves nothing behind in the clone
 * @returns {Promise<string>} the folder that holds the programs
 */
export async function buildWithGo(label, packages, work) {
  const module = join(work, 'module');
  const out = join(work, 'programs');
  mkdirSync(out, { recursive: true });
  cpSync(join(ROOT, 'tools', 'temporal'), module, { recursive: true });
  await step(`Building ${label} with Go (once for this user; some minutes)`, () =>
    runProgram('go', ['build', '-trimpath', '-ldflags', '-s -w', '-o', out, ...packages], { cwd: module }),
  );
  return out;
}
