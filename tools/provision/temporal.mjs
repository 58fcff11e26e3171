/**
 * Finds or makes the `temporal` executable, whose dev server (with Web UI) the stack and the tests run:
 * PATH, the user's cache, the SDK's own download, a build with Go. Progress goes to stderr, the path to stdout.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE, ROOT } from '../set-up/folders.mjs';
import { withLock } from '../set-up/lock.mjs';
import { runProgram } from '../set-up/run-program.mjs';
import { say, step } from '../set-up/steps.mjs';
import { answer } from './answer.mjs';
import { buildWithGo, hasGo } from './build-with-go.mjs';

/** The version that tools/temporal/go.mod requires, with the server in it. */
const CLI = '1.8.2';
const SERVER = '1.31';
const FOLDER = join(CACHE, `temporal-cli-${CLI}`);
const CACHED = join(FOLDER, 'temporal');

async function findTemporal() {
  const installed = onPath('temporal');
  if (installed && isRightServer(installed)) return installed;
  if (existsSync(CACHED)) return CACHED;
  return withLock(`${FOLDER}.lock`, 'getting Temporal', async () => {
    if (existsSync(CACHED)) return CACHED;
    mkdirSync(CACHE, { recursive: true });
    const work = mkdtempSync(`${FOLDER}-`);
    try {
      const made = (await download(work)) ?? (await build(work));
      chmodSync(made, 0o755);
      mkdirSync(FOLDER, { recursive: true });
      renameSync(made, CACHED);
      return CACHED;
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  });
}

/** The file, since not every user of the path looks along PATH. */
const onPath = (command) =>
  spawnSync('sh', ['-c', `command -v ${command}`], { encoding: 'utf8' }).stdout.trim();

/** Asked by its server's version: a build of one's own calls the command line 0.0.0-DEV. */
function isRightServer(command) {
  const { stdout } = spawnSync(command, ['--version'], { encoding: 'utf8' });
  const [, found] = /Server (\d+\.\d+)/.exec(stdout ?? '') ?? [];
  return found !== undefined && found.localeCompare(SERVER, 'en', { numeric: true }) >= 0;
}

/** By the SDK, when it is installed; in a process of its own, since a download that hangs cannot be taken back. */
async function download(work) {
  if (!existsSync(join(ROOT, 'node_modules', '@temporalio', 'testing'))) return null;
  const program = join(ROOT, 'tools', 'provision', 'download-temporal.mjs');
  const limit = new AbortController();
  const begun = () => readdirSync(work).length > 0;
  const timer = setTimeout(() => begun() || limit.abort(), 10_000);
  try {
    await step(`Downloading Temporal ${CLI}`, () =>
      runProgram(process.execPath, [program, work, CLI], { signal: limit.signal, timeout: 600_000 }),
    );
    return join(work, readdirSync(work)[0]);
  } catch {
    say('  The download is not to be had here.');
    return null;
  } finally {
    clearTimeout(timer);
  }
}

async function build(work) {
  if (!hasGo()) {
    throw new Error(
      `Temporal is needed and could not be got: put a \`temporal\` of CLI ${CLI} or later on PATH ` +
        '(https://docs.temporal.io/cli), or allow its download, or install Go 1.26.4 or later, from which it is built.',
    );
  }
  const programs = await buildWithGo(`Temporal ${CLI}`, ['github.com/temporalio/cli/cmd/temporal'], work);
  return join(programs, 'temporal');
}

answer(findTemporal());
