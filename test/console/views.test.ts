import { closeBooks, openBooks, refusedScrap, type RefusedScrap } from '../promises/a4/queue';
import { clearUp, engineer, farAt, reaches, release } from '../promises/e/change';
import { eventually } from '../support/eventually';
import type { TestStack } from '../support/stack';
import { expectAccessible } from './accessible';
import { describeInBrowser } from './browser';
import { consoleStack, fitsWidth, openConsole } from './console';

/** What a shop floor has: a desk and a screen on the wall, a telephone, by day and by night. */
const SCREENS = [
  { scheme: 'light', width: 1280 },
  { scheme: 'dark', width: 360 },
  { scheme: 'dark', width: 1920 },
  { scheme: 'light', width: 768 },
] as const;

describeInBrowser('Every view of the console', () => {
  let stack: TestStack;
  let refused: RefusedScrap;
  let change: { id: string };
  beforeAll(async () => {
    stack = await consoleStack();
    await closeBooks(stack);
    refused = await refusedScrap(stack);
    change = await release(stack, await engineer(stack, ['PIN-10']), farAt('lyon', 'monterrey'));
    await reaches(stack, change.id, 'staged', { plant: 'monterrey' });
  });
  afterAll(async () => {
    await openBooks(stack);
    await clearUp(stack);
  });

  it.each(SCREENS)('is accessible and fits its screen: $scheme, $width px', async ({ scheme, width }) => {
    const { hold, lot, exception } = refused;
    const named = encodeURIComponent(lot);
    const views = [
      '',
      '?wall=1',
      '/holds',
      `/holds/${hold.id}`,
      '/changes',
      `/changes/${change.id}`,
      '/exceptions',
      `/exceptions/${exception.id}`,
      '/lots',
      `/lots/${named}?genealogy=shown`,
      '/events',
      '/audit',
      '/objectives',
      `/transactions/${hold.transaction}`,
      '/nowhere',
    ];
    const { page } = await openConsole(stack, { as: 'administrator', scheme, width });
    for (const view of views) {
      await page.goto(stack.description().console + view);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page
        .getByText(/^Loading/)
        .first()
        .waitFor({ state: 'hidden' });
      await eventually(() => fitsWidth(page)).catch((error: unknown) => {
        throw new Error(`${view} wants more than ${width} px.`, { cause: error });
      });
      await expectAccessible(page);
    }
  });
});
