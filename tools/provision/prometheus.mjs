/**
 * Finds or gets a Prometheus with its promtool, for the tests of alerts: PATH, the user's cache, or Debian's package, which is
 * unpacked into the cache and not installed, so nobody needs to be root. The folder that holds both goes to stdout; where
 * they are not to be had, nothing is written there, and the tests that want them are skipped.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CACHE } from '../set-up/folders.mjs';
import { withLock } from '../set-up/lock.mjs';
import { runProgram } from '../set-up/run-program.mjs';
import { say, step } from '../set-up/steps.mjs';
import { answer } from './answer.mjs';

const PROGRAMS = ['prometheus', 'promtool'];
const FOLDER = join(CACHE, 'prometheus');
const CACHED = join(FOLDER, 'usr', 'bin');

async function findPrometheus() {
  const found = () => [onPath(), CACHED].find(isThere);
  return (
    found() ??
    (await withLock(`${FOLDER}.lock`, 'getting Prometheus', async () => found() ?? (await unpackPackage())))
  );
}

const onPath = () =>
  dirname(spawnSync('sh', ['-c', 'command -v prometheus'], { encoding: 'utf8' }).stdout.trim());

const isThere = (folder) =>
  PROGRAMS.every((name) => spawnSync(join(folder, name), ['--version'], { timeout: 60_000 }).status === 0);

async function unpackPackage() {
  if (!['apt-get', 'dpkg'].every((command) => !spawnSync(command, ['--version']).error))
    return absent('This is no Debian or Ubuntu, whose package would do.');
  mkdirSync(CACHE, { recursive: true });
  const work = mkdtempSync(`${FOLDER}-`);
  try {
    await step('Getting Prometheus (apt-get)', () => fetchPackage(work));
    const [file] = readdirSync(work).filter((name) => name.endsWith('.deb'));
    await runProgram('dpkg', ['-x', join(work, file), join(work, 'unpacked')]);
    if (!isThere(join(work, 'unpacked', 'usr', 'bin'))) return absent("Debian's package does not run here.");
    if (existsSync(FOLDER)) rmSync(FOLDER, { recursive: true });
    renameSync(join(work, 'unpacked'), FOLDER);
    return CACHED;
  } catch (error) {
    return absent(error.message);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** By the machine's list of packages; where it has none, by a list of our own, so that nobody's is locked or changed. */
async function fetchPackage(work) {
  const apt = (...args) => runProgram('apt-get', args, { cwd: work, timeout: 300_000 });
  const own = ['Dir::State::Lists', 'Dir::Cache'].flatMap((name) => {
    const folder = join(work, name);
    mkdirSync(join(folder, 'partial'), { recursive: true });
    return ['-o', `${name}=${folder}`];
  });
  await apt('download', 'prometheus').catch(async () => {
    await apt(...own, 'update');
    await apt(...own, 'download', 'prometheus');
  });
}

function absent(why) {
  say(
    `Tests of alerts need Prometheus, and there is none. ${why} Put prometheus and promtool, 2.42 or later, on PATH.`,
  );
  return '';
}

answer(findPrometheus());
