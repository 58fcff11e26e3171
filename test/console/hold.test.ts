import { clearFaults, freshLot, gate, getHold, place } from '../stack/material';
import type { TestStack } from '../support/stack';
import { expectAccessible } from './accessible';
import { describeInBrowser, openPage } from './browser';
import { becomesSigner, consoleStack, openConsole, SECRET } from './console';
import { enter, tabTo, typeInto } from './keyboard';

/** Longer than any test: a system that was asked answers when its fault is cleared. */
const HANGS = { latencyMs: 3_600_000 };

describeInBrowser('A hold, seen in the console', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await consoleStack();
    await becomesSigner(stack, 'quality');
  });
  afterEach(() => clearFaults(stack));

  it('appears while the page is open, turns effective system by system, and is disposed of with a signature, all by keyboard', async () => {
    const lot = await freshLot(stack);
    const { api, console: address, keys } = stack.description();
    const { page } = await openPage(api);
    await page.goto(address);
    await typeInto(page, page.getByLabel('Key'), keys.quality!);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Now' }).waitFor();

    await stack.control('mes-lyon').faults(HANGS);
    const { id } = await place(stack, [lot]);
    const row = page
      .getByRole('list', { name: 'Not contained, Lyon' })
      .getByRole('listitem')
      .filter({ has: page.getByRole('link', { name: lot }) })
      .first();
    await row.getByText('2 of 3 confirmed').waitFor();
    await row.getByText('MES Lyon has not confirmed').waitFor();
    await expectAccessible(page);

    await enter(page, row.getByRole('link', { name: lot }).first());
    await page.getByRole('heading', { level: 1, name: `Hold ${id}` }).waitFor();
    await page.getByText('NOT contained: MES Lyon has not confirmed any of 1 lot').waitFor();
    await clearFaults(stack);
    await page.getByText('Contained in all systems').waitFor();
    await expectAccessible(page);

    await enter(page, page.getByRole('link', { name: `Decide ${lot}` }));
    const dialog = page.getByRole('dialog', { name: 'Decide what becomes of it' });
    await typeInto(page, dialog.getByLabel('Reason'), 'measured again, all good');
    await typeInto(page, dialog.getByLabel('Reference'), 'MRB-78');
    await typeInto(page, dialog.getByLabel('Signing secret'), SECRET);
    await expectAccessible(page);
    await enter(page, dialog.getByRole('button', { name: 'Sign and decide' }));
    await page.getByText('signed by Quentin Quality as decision').waitFor();
    await page.getByText('Closed').first().waitFor();

    expect(await getHold(stack, id)).toMatchObject({
      state: 'closed',
      dispositions: [{ state: 'verified', signatures: [{ signer: { id: 'quality' } }] }],
    });
    expect(await gate(stack, lot)).toMatchObject({ releasable: true });
    await tabTo(page, page.getByRole('link', { name: lot }).first());
  });

  it('two people decide the same pieces: the second is told how many are left, and nothing is decided twice', async () => {
    const lot = await freshLot(stack);
    const { id } = await place(stack, [lot]);
    const at = `/holds/${id}?do=decide&lot=${encodeURIComponent(lot)}`;
    const [first, second] = await Promise.all(
      (['quality', 'quality-lyon'] as const).map((as) => openConsole(stack, { as, at })),
    );
    second!.guard.expectFailures(/status of 422/);
    for (const { page } of [first!, second!]) {
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Quantity').fill('60');
      await dialog.getByLabel('Reason').fill('measured again');
      await dialog.getByLabel('Reference').fill('MRB-79');
      const isSigned = dialog.getByRole('checkbox', { name: /^Sign it/ });
      if (await isSigned.isChecked()) await isSigned.uncheck();
    }
    await first!.page.getByRole('dialog').getByRole('button', { name: 'Decide' }).click();
    await first!.page.getByText('Decided: Release of 60').waitFor();
    const dialog = second!.page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Decide' }).click();
    await dialog.getByRole('alert').filter({ hasText: '40' }).waitFor();
    await expectAccessible(second!.page);
    expect((await getHold(stack, id)).dispositions).toHaveLength(1);
  });

  it('offers an auditor nothing that acts', async () => {
    const lot = await freshLot(stack);
    const { id } = await place(stack, [lot]);
    const { page } = await openConsole(stack, { as: 'auditor', at: `/holds/${id}?do=decide` });
    await page.getByText(lot).first().waitFor();
    await page.getByRole('table', { name: 'Lots of the hold' }).waitFor();
    for (const act of [/^Decide/, /^Add lots/, /^Count/, /^Answer/, /^Take back/, /^Stop/])
      for (const role of ['button', 'link'] as const)
        expect([act, await page.getByRole(role, { name: act }).count()]).toEqual([act, 0]);
  });
});
