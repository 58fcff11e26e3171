/**
 * Tryton, ready to be started: a Python environment with exactly the packages of tools/tryton/requirements.txt, and a
 * PostgreSQL cluster with a filled template database. Both lie in the user's cache; their folder goes to stdout.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from '../set-up/build.mjs';
import { CACHE, ROOT } from '../set-up/folders.mjs';
import { ensureInstalled } from '../set-up/install.mjs';
import { withLock } from '../set-up/lock.mjs';
import { runProgram } from '../set-up/run-program.mjs';
import { step } from '../set-up/steps.mjs';
import { answer } from './answer.mjs';

const REQUIREMENTS = join(ROOT, 'tools', 'tryton', 'requirements.txt');
const PIP = ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check'];
const CANDIDATES = [
  'python3',
  'python3.13',
  'python3.12',
  'python3.11',
  'python3.10',
  'python3.14',
  'python',
];

async function provideTryton() {
  const { command, version } = findPython();
  const wanted = createHash('sha256')
    .update(readFileSync(REQUIREMENTS))
    .update(`${version} ${process.platform} ${process.arch}`);
  const home = join(CACHE, `tryton-8.2-${wanted.digest('hex').slice(0, 12)}`);
  await withLock(`${home}.lock`, 'setting up Tryton', async () => {
    await ensureEnvironment(command, join(home, 'venv'));
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

function findPython() {
  const ask = 'import sys, venv, ensurepip; print("%d.%d" % sys.version_info[:2])';
  const found = CANDIDATES.flatMap((command) => {
    const { status, stdout } = spawnSync(command, ['-c', ask], { encoding: 'utf8' });
    return status === 0 ? [{ command, version: stdout.trim() }] : [];
  });
  const fit = found.find(({ version }) => Number(version.split('.')[1]) >= 10 && version.startsWith('3.'));
  if (fit) return fit;
  const seen =
    found.length > 0
      ? ` (found: ${found.map(({ command, version }) => `${command} ${version}`).join(', ')})`
      : '';
  throw new Error(
    `Tryton needs Python 3.10 or later with its venv module, and there is none on PATH${seen}. ` +
      'Install it: "apt-get install python3 python3-venv" on Debian and Ubuntu, "brew install python" on macOS.',
  );
}

/** An environment cannot be moved once it is made, so it is made where it stays, and marked when it is whole. */
async function ensureEnvironment(python, venv) {
  const mark = join(venv, '.complete');
  if (existsSync(mark)) return;
  await step('Installing Tryton 8.2 (pip)', async () => {
    rmSync(venv, { recursive: true, force: true });
    await runProgram(python, ['-m', 'venv', venv]);
    await runProgram(join(venv, 'bin', 'python'), [...PIP, '-r', REQUIREMENTS]);
  }).catch((error) => {
    throw new Error(
      `Tryton's packages could not be installed. pip gets them from PyPI, or from the index that PIP_INDEX_URL names. ${error.message}`,
    );
  });
  writeFileSync(mark, '');
}

answer(provideTryton());
