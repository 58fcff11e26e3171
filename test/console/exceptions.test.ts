import { closeBooks, getException, openBooks, refusedScrap, type RefusedScrap } from '../promises/a4/queue';
import { askedOf, getHold } from '../stack/material';
import { eventually } from '../support/eventually';
import type { TestStack } from '../support/stack';
import { expectAccessible } from './accessible';
import { describeInBrowser, type OpenedPage } from './browser';
import { consoleStack, openConsole } from './console';

describeInBrowser('The support queue, in the console', () => {
  let stack: TestStack;
  let openDay: string;
  let refused: RefusedScrap;
  beforeAll(async () => {
    stack = await consoleStack();
    await stack.control('erp').hands({ auto: true, afterMs: 0 });
  });
  afterAll(() => stack.control('erp').hands({ auto: false }));
  beforeEach(async () => {
    openDay = await closeBooks(stack);
    refused = await refusedScrap(stack);
  });
  afterEach(() => openBooks(stack));

  /** The pieces are posted once, by the ERP's own count, and the scrap is verified. */
  const isPostedOnce = () =>
    eventually(async () => {
      const { dispositions } = await getHold(stack, refused.hold.id);
      expect(dispositions).toMatchObject([{ id: refused.scrap.id, state: 'verified' }]);
      const effects = await askedOf(stack, 'erp', refused.scrap.id);
      expect(effects.reduce((sum, one) => sum + one.effects, 0)).toBe(1);
      return true;
    });

  it('shows what the ERP refused in its own words; amended, the saga goes on and posts once', async () => {
    const { page } = await openConsole(stack, { as: 'support', at: '/exceptions' });
    await page.getByRole('link', { name: new RegExp(`^Scrap 1 .*${refused.lot}$`) }).click();
    await page.getByRole('heading', { name: 'ERP answered' }).waitFor();
    await page.getByText('The books are closed through').first().waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Amend and retry' }).click();
    const dialog = page.getByRole('dialog', { name: 'Amend and retry' });
    await dialog.getByLabel('Posting date').fill(openDay);
    await dialog.getByLabel('Reason').fill('month-end');
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Amend and retry' }).click();
    await page.getByRole('heading', { name: 'How it ended' }).waitFor();
    await page.getByText('Sam Support').last().waitFor();
    await page
      .getByRole('region', { name: 'How it goes on' })
      .getByText(/observed$/)
      .waitFor();
    await isPostedOnce();
  });

  it('two people at once: the second is told who was first, and nothing is asked twice', async () => {
    const at = `/exceptions/${refused.exception.id}`;
    const [first, second] = [
      await openConsole(stack, { as: 'support', at }),
      await openConsole(stack, { as: 'administrator', at }),
    ];
    const amend = async ({ page }: OpenedPage, reason: string) => {
      await page.getByRole('button', { name: 'Amend and retry' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Posting date').fill(openDay);
      await dialog.getByLabel('Reason').fill(reason);
      return dialog.getByRole('button', { name: 'Amend and retry' });
    };
    // The second does not hear of the first, as where both send in the same moment: neither by an event
    // nor, until its own decision is answered, by asking again, which an open exception's page does every few seconds.
    second.guard.expectFailures(/ERR_FAILED|status of 409/);
    await second.page.route('**/v1/events/stream', (route) => route.abort());
    await second.page.reload();
    const send = await amend(second, 'mine, too');
    const answered = new Promise<void>((resolve) => {
      second.page.on('response', (response) => {
        if (response.url().endsWith('/resolution')) resolve();
      });
    });
    await second.page.route(`**/v1/exceptions/${refused.exception.id}`, async (route) => {
      await answered;
      await route.continue();
    });
    await (await amend(first, 'mine')).click();
    await first.page.getByRole('heading', { name: 'How it ended' }).waitFor();
    await send.click();
    await second.page.getByRole('alert').filter({ hasText: 'Somebody else was first.' }).waitFor();
    await second.page.getByText('Sam Support has decided already').waitFor();
    await expectAccessible(second.page);
    expect(await getException(stack, refused.exception.id)).toMatchObject({
      resolution: { by: { id: 'support' }, reason: 'mine' },
    });
    await isPostedOnce();
  });

  it('offers an auditor nothing that acts, and says who decides', async () => {
    const { page } = await openConsole(stack, { as: 'auditor', at: `/exceptions/${refused.exception.id}` });
    await page.getByText('Support of Lyon decides.').waitFor();
    for (const name of [/Retry/i, /Amend/, /Skip/, /Withdraw/])
      expect([name, await page.getByRole('button', { name }).count()]).toEqual([name, 0]);
  });
});
