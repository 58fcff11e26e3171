/**
 * `node dist/tools/console/screenshots.js <folder> [data folder]`: plays a scene on a stack that `npm start -- --fresh` runs, and
 * shoots every view of the console, light and dark, on a desk and at 360 px. Repeated with the same folder it shoots the same scene
 * again. For whoever works on the console.
 */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { readCredentials } from '../../config/credentials';
import { Demo } from '../demo/demo';
import { Page as Text } from '../demo/page';
import { provision } from '../provision/run';
import { ROOT } from '../root';
import type { StackDescription } from '../stack/description';
import { readJson, replaceJson } from '../stack/files';
import { playScene, type Scene } from './scene';

const SCHEMES = ['light', 'dark'] as const;
const WIDTHS = { desk: { width: 1440, height: 900 }, phone: { width: 360, height: 740 } } as const;

/** Each view's address below `/console`. */
const viewsOf = ({ uncontained, recall, change, refused, exception }: Scene): Record<string, string> => ({
  now: '',
  holds: '/holds',
  'hold-uncontained': `/holds/${uncontained.id}`,
  'hold-recall': `/holds/${recall.id}`,
  genealogy: `/lots/${encodeURIComponent('BAR-3:H-7780')}?genealogy=shown`,
  changes: '/changes',
  change: `/changes/${change.id}`,
  'change-refused': `/changes/${refused.id}`,
  exceptions: '/exceptions',
  exception: `/exceptions/${exception.id}`,
  lots: '/lots',
  lot: `/lots/${encodeURIComponent('PIN-10:L-0401')}`,
  events: '/events',
  audit: '/audit',
  transaction: `/transactions/${recall.transaction}`,
});

async function main(folder: string | undefined, data = join(ROOT, '.interlock')): Promise<void> {
  if (folder === undefined) throw new Error('Say which folder the pictures go into.');
  const stack = readJson<StackDescription>(join(data, 'stack.json'));
  if (!stack) throw new Error(`There is no stack in ${data}: run "npm start -- --fresh" first.`);
  const { systems } = readCredentials(join(data, 'credentials.json'));
  mkdirSync(folder, { recursive: true });
  const played = join(folder, 'scene.json');
  const scene =
    readJson<Scene>(played) ??
    (await playScene(new Demo(new Text(), stack, systems, new AbortController().signal)));
  replaceJson(played, scene);
  const browser = await chromium.launch({
    executablePath: await provision('chromium'),
    args: ['--no-sandbox', '--disable-background-networking'],
  });
  try {
    for (const scheme of SCHEMES)
      for (const width of Object.keys(WIDTHS) as (keyof typeof WIDTHS)[])
        await shootAll(browser, stack, scene, scheme, width, resolve(folder));
  } finally {
    await browser.close();
  }
}

async function shootAll(
  browser: Browser,
  { console: address, keys }: StackDescription,
  scene: Scene,
  colorScheme: (typeof SCHEMES)[number],
  width: keyof typeof WIDTHS,
  folder: string,
): Promise<void> {
  const page = await browser.newPage({ colorScheme, viewport: WIDTHS[width] });
  const shoot = async (name: string) => {
    await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: true });
  };
  await page.goto(address);
  await page.getByLabel('Key').waitFor();
  await shoot('sign-in');
  await page.getByLabel('Key').fill(keys.administrator!);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation', { name: 'Views' }).waitFor();
  for (const [name, path] of Object.entries(viewsOf(scene))) {
    await page.goto(address + path);
    await settled(page);
    await shoot(name);
  }
  await page.context().close();
}

/** The view has a heading, and what it asked of the API has been answered: only the stream of events stays open. */
async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.getByText('Loading').first().waitFor({ state: 'hidden' });
}

main(process.argv[2], process.argv[3]).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
