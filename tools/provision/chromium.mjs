/**
 * Finds or gets a Chromium for the browser tests: INTERLOCK_CHROMIUM, PATH, macOS's application folders, the user's cache,
 * Playwright's own download, Debian's package (as root). Its path goes to stdout; where none is to be had, nothing is
 * written there, and the tests that want it are skipped.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { CACHE, ROOT } from '../set-up/folders.mjs';
import { withLock } from '../set-up/lock.mjs';
import { runProgram } from '../set-up/run-program.mjs';
import { say, step } from '../set-up/steps.mjs';
import { answer } from './answer.mjs';

const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const APPLICATIONS = ['/Applications', join(homedir(), 'Applications')].flatMap((folder) =>
  ['Chromium', 'Google Chrome'].map((name) => join(folder, `${name}.app`, 'Contents', 'MacOS', name)),
);
const PLAYWRIGHT = join(ROOT, 'node_modules', 'playwright-core', 'cli.js');
const DOWNLOADED = join(CACHE, 'playwright-1.65.1');
/** Names of the headless browser in Playwright's archives. */
const HEADLESS = ['chrome-headless-shell', 'headless_shell'];

async function findChromium() {
  const named = process.env.INTERLOCK_CHROMIUM;
  if (named !== undefined) {
    if (runs(named)) return named;
    throw new Error(`INTERLOCK_CHROMIUM is ${named}, and that cannot be run.`);
  }
  return (
    installed() ??
    (await withLock(`${DOWNLOADED}.lock`, 'getting Chromium', async () => {
      return downloaded() ?? (await download()) ?? (await installPackage());
    })) ??
    absent()
  );
}

const installed = () => [...COMMANDS.map(onPath), ...APPLICATIONS].find(runs);

const onPath = (command) =>
  spawnSync('sh', ['-c', `command -v ${command}`], { encoding: 'utf8' }).stdout.trim();

/** Asked for its version: on some systems the command is there and only says where to get the program. */
const runs = (path) => path !== '' && spawnSync(path, ['--version'], { timeout: 60_000 }).status === 0;

function downloaded() {
  if (!existsSync(DOWNLOADED)) return undefined;
  return readdirSync(DOWNLOADED, { recursive: true })
    .filter((path) => HEADLESS.includes(basename(path)))
    .map((path) => join(DOWNLOADED, path))
    .find(runs);
}

async function download() {
  if (!existsSync(PLAYWRIGHT)) return undefined;
  const env = {
    ...process.env,
    PLAYWRIGHT_BROWSERS_PATH: DOWNLOADED,
    PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '5000',
  };
  try {
    await step('Downloading Chromium (Playwright)', () =>
      runProgram(process.execPath, [PLAYWRIGHT, 'install', 'chromium-headless-shell'], {
        env,
        timeout: 600_000,
      }),
    );
  } catch {
    say('  The download is not to be had here.');
  }
  return downloaded();
}

async function installPackage() {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return undefined;
  const apt = (...args) =>
    runProgram('apt-get', args, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  const install = () => apt('install', '-y', '--no-install-recommends', 'chromium');
  try {
    await step('Installing Chromium (apt-get)', () =>
      install().catch(async () => {
        await apt('update');
        await install();
      }),
    );
  } catch (error) {
    say(`  ${error.message}`);
  }
  return installed();
}

function absent() {
  say(
    'Browser tests need Chromium or Chrome, and there is none. Install it ("apt-get install chromium" on Debian, ' +
      '"brew install --cask chromium" on macOS), or name one by INTERLOCK_CHROMIUM.',
  );
  return '';
}

answer(findChromium());
