import type { TestStack } from '../support/stack';
import { eventually } from '../support/eventually';
import { expectAccessible } from './accessible';
import { describeInBrowser, openPage } from './browser';
import { consoleStack, openConsole } from './console';
import { enter } from './keyboard';
import { withoutApi } from './outage';

const FIRST_VIEW_BYTES = 200_000;
/** Bytes of all that a page has been given to the end, compressed, with headers; what it asks again on a slow machine, once. */
const TRANSFERRED = `[...new Map(
  performance.getEntriesByType('navigation').concat(performance.getEntriesByType('resource'))
    .reverse().map(({ name, transferSize }) => [name, transferSize])
).values()].reduce((sum, size) => sum + size, 0)`;

describe('The console, as it is served', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await consoleStack();
  });

  it('may run nothing but what it came with, in no frame, and tells no other host where it was', async () => {
    const { headers } = await fetch(stack.description().console);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("style-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cache-control')).toBe('no-cache');
  });

  it('keeps its parts for good, by the hash in their names; one that is not there is not the page', async () => {
    const { console: address } = stack.description();
    const page = await (await fetch(address)).text();
    const parts = [...page.matchAll(/"(\/console\/assets\/[^"]+)"/g)].map(([, path]) => path!);
    expect(parts.length).toBeGreaterThan(1);
    for (const path of parts) {
      const { headers } = await fetch(new URL(path, address), { headers: { 'accept-encoding': 'br' } });
      expect([path, headers.get('cache-control')]).toEqual([path, 'public, max-age=31536000, immutable']);
      if (/\.(js|css)$/.test(path)) expect([path, headers.get('content-encoding')]).toEqual([path, 'br']);
    }
    expect((await fetch(new URL('/console/assets/gone-12345678.js', address))).status).toBe(404);
  });
});

describeInBrowser('The console', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await consoleStack();
  });

  it(`comes with fewer than ${FIRST_VIEW_BYTES / 1000} KB to its first view`, async () => {
    const { api, console: address, keys } = stack.description();
    const { page } = await openPage(api);
    await page.goto(address);
    await page.getByLabel('Key').fill(keys.administrator!);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1, name: 'Now' }).waitFor();
    await page.getByText('Loading').first().waitFor({ state: 'hidden' });
    const bytes = await page.evaluate<number>(TRANSFERRED);
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThan(FIRST_VIEW_BYTES);
  });

  it('says that a key is not known, and lets the next one in', async () => {
    const { api, console: address, keys } = stack.description();
    const { page, guard } = await openPage(api);
    guard.expectFailures(/status of 401/);
    await page.goto(`${address}/holds`);
    await page.getByLabel('Key').fill('not-a-key');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').waitFor();
    await expectAccessible(page);
    await page.getByLabel('Key').fill(keys.auditor!);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1, name: 'Holds' }).waitFor();
    // The credential is the tab's: it outlives a reload, and never a signing out.
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Holds' }).waitFor();
    await page.getByRole('banner').locator('summary').click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Key').waitFor();
    await page.reload();
    await page.getByLabel('Key').waitFor();
  });

  it('shows that the line is lost, how old what it shows is, and that it is live again', async () => {
    const { page, guard } = await openConsole(stack, { as: 'quality', at: '/holds' });
    const line = page.getByRole('status').filter({ hasText: /^(Live|Line lost)/ });
    await line.filter({ hasText: 'Live' }).waitFor();
    await page.getByText('As of').first().waitFor();
    // Nobody there, gone before the answer or within it, or back and not yet connected to its ledger.
    guard.expectFailures(
      /ERR_CONNECTION_(REFUSED|RESET|CLOSED)|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED_ENCODING|status of 503/,
    );
    await withoutApi(stack, async () => {
      await line.filter({ hasText: 'Line lost' }).waitFor();
      await page.getByText('As of').first().waitFor();
      await expectAccessible(page);
    });
    await line.filter({ hasText: 'Live' }).waitFor();
    await eventually(async () => (await page.getByText('Not renewed').count()) === 0);
  });

  it('hangs up while nobody looks, and is live again when somebody does', async () => {
    const { page } = await openConsole(stack, { as: 'quality', at: '/holds' });
    const line = page.getByRole('status').filter({ hasText: /^(Live|Connecting)/ });
    const turn = (state: 'hidden' | 'visible') =>
      page.evaluate(`Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true });
        document.dispatchEvent(new Event('visibilitychange'))`);
    await line.filter({ hasText: 'Live' }).waitFor();
    await page.clock.install();
    await turn('hidden');
    await page.clock.runFor(70_000);
    await line.filter({ hasText: 'Connecting' }).waitFor();
    await turn('visible');
    await page.clock.runFor(10_000);
    await line.filter({ hasText: 'Live' }).waitFor();
  });

  it('is gone through by keyboard, and skips to the content', async () => {
    const { page } = await openConsole(stack, { as: 'quality' });
    await page.keyboard.press('Tab');
    await page.getByRole('link', { name: 'Skip to content' }).waitFor();
    await enter(page, page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Holds' }));
    await page.getByRole('heading', { level: 1, name: 'Holds' }).waitFor();
    // A new view has the focus, so that reading goes on at its beginning.
    await eventually(async () => (await page.evaluate('document.activeElement.tagName')) === 'MAIN');
  });

  it('says of an address that names no view, where to go', async () => {
    const { page } = await openConsole(stack, { as: 'auditor', at: '/nowhere' });
    await page.getByRole('heading', { level: 1, name: 'Nothing here' }).waitFor();
    await page.getByRole('link', { name: 'Go to what is happening now.' }).click();
    await page.getByRole('heading', { level: 1, name: 'Now' }).waitFor();
  });
});
