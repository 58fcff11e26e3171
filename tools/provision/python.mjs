import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '../set-up/run-program.mjs';
import { step } from '../set-up/steps.mjs';

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

/**
 * A Python 3.10 or later with its venv module, from PATH.
 * @param {string} what wants it, such as "Tryton"
 * @returns {{ command: string, version: string }}
 * @throws {Error} that says what is there and how to install one
 */
export function findPython(what) {
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
    `${what} needs Python 3.10 or later with its venv module, and there is none on PATH${seen}. ` +
      'Install it: "apt-get install python3 python3-venv" on Debian and Ubuntu, "brew install python" on macOS.',
  );
}

/**
 * An environment with exactly the packages of a requirements file. It cannot be moved once it is made, so it is made where
 * it stays, and marked when it is whole.
 * @param {string} what is installed, such as "Tryton 8.2"
 */
export async function ensureEnvironment(what, python, venv, requirements) {
  const mark = join(venv, '.complete');
  if (existsSync(mark)) return;
  await step(`Installing ${what} (pip)`, async () => {
    rmSync(venv, { recursive: true, force: true });
    await runProgram(python, ['-m', 'venv', venv]);
    await runProgram(join(venv, 'bin', 'python'), [...PIP, '-r', requirements]);
  }).catch((error) => {
    throw new Error(
      `The packages of ${what} could not be installed. pip gets them from PyPI, or from the index that PIP_INDEX_URL names. ${error.message}`,
    );
  });
  writeFileSync(mark, '');
}
