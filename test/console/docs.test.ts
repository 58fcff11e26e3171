import { namedStack } from '../support/stack';
import { expectAccessible } from './accessible';
import { describeInBrowser, openPage } from './browser';

describeInBrowser('The page of all calls and events', () => {
  it.each(['light', 'dark'] as const)('is accessible, %s, and asks nobody else', async (colorScheme) => {
    const { api } = (await namedStack('console')).description();
    const { page } = await openPage(api, { colorScheme });
    await page.goto(`${api}/docs`);
    await page.getByRole('heading', { level: 1, name: 'Interlock API' }).waitFor();
    await expectAccessible(page);
  });
});
