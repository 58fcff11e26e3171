/**
 * Tryton, ready to be started: a Python environment with exactly the packages of tools/tryton/requirements.txt, and a
 * PostgreSQL cluster with a filled template database. Both lie in the user's cache; their folder goes to stdout.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from '../set-up/build.mjs';
import { CACHE, ROOT } from '../set-up/folders.mjs';
import { ensureInstalled } from '../set-up/install.mjs';
import { withLock } from '../set-up/lock.mjs';
import { step } from '../set-up/steps.mjs';
import { answer } from './answer.mjs';
import { ensureEnvironment, findPython } from './python.mjs';

const REQUIREMENTS = join(ROOT, 'tools', 'tryton', 'requirements.txt');

async function provideTryton() {
  const { command, version } = findPython('Tryton');
  const wanted = createHash('sha256')
    .update(readFileSync(REQUIREMENTS))
    .update(`${version} ${process.platform} ${process.arch}`);
  const home = join(CACHE, `tryton-8.2-${wanted.digest('hex').slice(0, 12)}`);
  await withLock(`${home}.lock`, 'setting up Tryton', async () => {
    await ensureEnvironment('Tryton 8.2', command, join(home, 'venv'), REQUIREMENTS);
    await ensureInstalled();
    await ensureBuilt();
    const template = await import(pathToFileURL(join(ROOT, 'dist', 'tools', 'tryton', 'template.js')).href);
    if (!template.isComplete(home))
      await step('Making the Tryton template database (once; about a minute)', () =>
        template.makeTemplate(home),
      );
  });
  return home;
}

answer(provideTryton());
