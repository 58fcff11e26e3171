/**
 * Schemathesis, which makes calls of an API from its own document and judges the answers: the `schemathesis` program of a
 * Python environment with exactly the packages of tools/schemathesis/requirements.txt, in the user's cache. Its path goes to
 * stdout; where Python or the packages are not to be had, nothing is written there, and the test that wants it is skipped.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE, ROOT } from '../set-up/folders.mjs';
import { withLock } from '../set-up/lock.mjs';
import { say } from '../set-up/steps.mjs';
import { answer } from './answer.mjs';
import { ensureEnvironment, findPython } from './python.mjs';

const REQUIREMENTS = join(ROOT, 'tools', 'schemathesis', 'requirements.txt');

async function provideSchemathesis() {
  const { command, version } = findPython('Schemathesis');
  const wanted = createHash('sha256')
    .update(readFileSync(REQUIREMENTS))
    .update(`${version} ${process.platform} ${process.arch}`);
  const home = join(CACHE, `schemathesis-4.32-${wanted.digest('hex').slice(0, 12)}`);
  await withLock(`${home}.lock`, 'setting up Schemathesis', () =>
    ensureEnvironment('Schemathesis 4.32', command, join(home, 'venv'), REQUIREMENTS),
  );
  return join(home, 'venv', 'bin', 'schemathesis');
}

function absent(error) {
  say(`Fuzzing the API needs Schemathesis. ${error.message}`);
  return '';
}

answer(provideSchemathesis().catch(absent));
