import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './folders.mjs';
import { withLock } from './lock.mjs';
import { runProgram } from './run-program.mjs';
import { step } from './steps.mjs';

/** Runs `npm ci` unless node_modules is what the lockfile says. */
export async function ensureInstalled() {
  if (isInstalled()) return;
  await withLock(join(ROOT, '.npm-ci.lock'), 'installing packages', async () => {
    if (!isInstalled())
      await step('Installing packages (npm ci)', () => runProgram('npm', ['ci'], { cwd: ROOT }));
  });
}

/** npm leaves in node_modules a lockfile of what it put there, as its last act. */
function isInstalled() {
  const present = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(present)) return false;
  const installed = readPackages(present);
  return Object.entries(readPackages(join(ROOT, 'package-lock.json')))
    .filter(([path, wanted]) => path !== '' && (!wanted.optional || installed[path]))
    .every(([path, wanted]) => installed[path]?.version === wanted.version);
}

const readPackages = (path) => JSON.parse(readFileSync(path, 'utf8')).packages;
