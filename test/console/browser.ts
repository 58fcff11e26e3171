import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { ROOT } from '../../tools/root';
import { guard, type Guard } from './guard';

/** Far more than a busy machine needs: it only matters where what is waited for never comes. */
const LIMIT_MS = 150_000;

/** Path of a Chromium; empty where none is to be had. */
const executablePath = execFileSync(process.execPath, [join(ROOT, 'tools', 'provision', 'chromium.mjs')], {
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'inherit'],
}).trim();
if (executablePath === '' && process.env.CI === 'true')
  throw new Error('Chromium is needed here: in CI no test is skipped.');

/** A page in a browser of its own storage, and what is watched on it. */
export interface OpenedPage {
  readonly page: Page;
  readonly guard: Guard;
}

let browser: Promise<Browser> | null = null;
const pages: Page[] = [];
const guards: Guard[] = [];

/**
 * `describe` for tests in a real browser: without Chromium they are counted as skipped, and say why. After each test every
 * page that it opened is closed, and must have done nothing that its guard forbids.
 */
export const describeInBrowser = (title: string, tests: () => void): void =>
  executablePath === ''
    ? describe.skip(`${title} (skipped: needs Chromium)`, tests)
    : describe(title, () => {
        afterEach(async () => {
          await Promise.all(pages.splice(0).map((page) => page.context().close()));
          for (const { check } of guards.splice(0)) check();
        });
        afterAll(async () => {
          await (await browser)?.close();
          browser = null;
        });
        tests();
      });

/** An empty page for one person, with cookies and storage of its own. @param origin the only host that it may ask */
export async function openPage(origin: string, options: BrowserContextOptions = {}): Promise<OpenedPage> {
  const page = await openUnguarded(options);
  const watched = guard(page, origin);
  guards.push(watched);
  return { page, guard: watched };
}

/** As `openPage`, with nobody watching. */
export async function openUnguarded(options: BrowserContextOptions = {}): Promise<Page> {
  browser ??= chromium.launch({
    executablePath,
    // Root has no sandbox in Chromium; and it is to talk to nobody of its own accord.
    args: ['--no-sandbox', '--disable-background-networking'],
    timeout: LIMIT_MS,
  });
  const context = await (await browser).newContext(options);
  context.setDefaultTimeout(LIMIT_MS);
  const page = await context.newPage();
  pages.push(page);
  return page;
}
