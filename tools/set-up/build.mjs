import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { ROOT } from './folders.mjs';
import { withLock } from './lock.mjs';
import { runProgram } from './run-program.mjs';
import { step } from './steps.mjs';

const FLOORS = JSON.parse(readFileSync(join(ROOT, 'tsconfig.json'), 'utf8')).include;
const DIST = join(ROOT, 'dist');

/** Builds dist/ unless it was built from exactly these sources. Types are checked by `npm run typecheck`. */
export async function ensureBuilt() {
  if (isBuilt()) return;
  await withLock(join(ROOT, '.build.lock'), 'building', async () => {
    if (!isBuilt()) await step('Building', build);
  });
}

/** Beside dist/ and then in its place, so that whatever runs from the old one finds all of a build or none of it. */
async function build() {
  const fingerprint = fingerprintOfSources();
  const next = join(ROOT, 'dist-next');
  const old = join(ROOT, 'dist-old');
  rmSync(next, { recursive: true, force: true });
  await runProgram(
    process.execPath,
    [join('node_modules', 'typescript', 'bin', 'tsc'), '--noCheck', '--outDir', next],
    {
      cwd: ROOT,
    },
  );
  for (const file of sources().filter((path) => !['.ts', '.mjs'].includes(extname(path)))) {
    cpSync(join(ROOT, file), join(next, file), { recursive: true });
  }
  await runProgram(process.execPath, [join(next, 'temporal', 'bundle.js')], { cwd: ROOT });
  writeFileSync(join(next, '.sources'), fingerprint);
  rmSync(old, { recursive: true, force: true });
  if (existsSync(DIST)) renameSync(DIST, old);
  renameSync(next, DIST);
  rmSync(old, { recursive: true, force: true });
}

function isBuilt() {
  const stamp = join(DIST, '.sources');
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprintOfSources();
}

function fingerprintOfSources() {
  const hash = createHash('sha256');
  for (const file of [...sources(), 'tsconfig.json', 'package-lock.json']) {
    hash.update(`${file}\0`).update(readFileSync(join(ROOT, file)));
  }
  return hash.digest('hex');
}

const sources = () =>
  FLOORS.filter((floor) => existsSync(join(ROOT, floor)))
    .flatMap((floor) => readdirSync(join(ROOT, floor), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length))
    .sort();
