import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { ROOT } from './folders.mjs';
import { withLock } from './lock.mjs';
import { runProgram } from './run-program.mjs';
import { step } from './steps.mjs';

const FLOORS = JSON.parse(readFileSync(join(ROOT, 'tsconfig.json'), 'utf8')).include;
/** Built by Vite, with types that are made from the API's document on the way. */
const CONSOLE = 'console';
const MADE = join(CONSOLE, 'client', 'openapi.ts');
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
  for (const file of sourcesOf(FLOORS).filter((path) => !['.ts', '.mjs'].includes(extname(path)))) {
    cpSync(join(ROOT, file), join(next, file), { recursive: true });
  }
  await runProgram(process.execPath, [join(next, 'temporal', 'bundle.js')], { cwd: ROOT });
  await runProgram(
    process.execPath,
    [join(next, 'tools', 'console', 'build.js'), ROOT, join(next, CONSOLE)],
    { cwd: ROOT },
  );
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
  for (const file of [...sourcesOf([...FLOORS, CONSOLE]), 'tsconfig.json', 'package-lock.json']) {
    hash.update(`${file}\0`).update(readFileSync(join(ROOT, file)));
  }
  return hash.digest('hex');
}

const sourcesOf = (folders) =>
  folders
    .filter((folder) => existsSync(join(ROOT, folder)))
    .flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .filter((file) => file !== MADE)
    .sort();
