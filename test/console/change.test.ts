import { clearUp, engineer, FAR, getChange, itemIn, plantOf, release, reaches } from '../promises/e/change';
import type { TestStack } from '../support/stack';
import { expectAccessible } from './accessible';
import { describeInBrowser } from './browser';
import { consoleStack, openConsole } from './console';

/** Longer than any test: a system that was asked answers when its fault is cleared. */
const HANGS = { latencyMs: 3_600_000 };

describeInBrowser('A change, followed in the console', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await consoleStack();
  });
  afterEach(() => clearUp(stack));

  it('goes over at one plant and waits at the other, where it is withdrawn', async () => {
    const own = await engineer(stack, ['PLATE-7']);
    const { page } = await openConsole(stack, { as: 'engineering', at: '/changes' });
    await page.getByRole('button', { name: 'Request a change' }).waitFor();
    await stack.control('mes-lyon').faults(HANGS);
    const { id } = await release(stack, own, ['lyon', { plant: 'monterrey', effectivity: FAR }]);
    await page.getByRole('table', { name: 'Changes' }).getByRole('link', { name: own.id }).click();
    await page.getByRole('heading', { level: 1, name: new RegExp(`^${own.id}: `) }).waitFor();
    const plants = page.getByRole('table', { name: 'Plants and steps' });
    const at = (plant: string) => plants.getByRole('row', { name: new RegExp(plant) });
    // MES Lyon has not even said what it builds: Monterrey does not wait for that.
    await at('Monterrey').getByText('waiting').waitFor();
    await at('Lyon').getByText('now').waitFor();
    await expectAccessible(page);

    await stack.control('mes-lyon').faults({});
    await page.getByText('Active at Lyon').first().waitFor();
    await page.getByRole('table', { name: 'Systems of Lyon' }).getByText('MES Lyon').first().waitFor();
    await page.getByRole('button', { name: 'Withdraw' }).click();
    const dialog = page.getByRole('dialog', { name: `Withdraw ${own.id}` });
    await dialog.getByText('Stops it at Monterrey').waitFor();
    await dialog.getByLabel('Reason').fill('the press tool is late');
    await dialog.getByRole('button', { name: 'Withdraw the change' }).click();
    await at('Monterrey').getByText('withdrawn').waitFor();
    await expectAccessible(page);

    await reaches(stack, id, 'withdrawn', { plant: 'monterrey' });
    expect(plantOf(await getChange(stack, id)).state).toBe('active');
    const { from, to } = own.items[0]!;
    const said = (revision: string) => ({ active: revision, staged: null });
    expect(await itemIn(stack, 'PLATE-7')).toMatchObject({ 'mes-lyon': said(to), erp: said(to) });
    expect(await itemIn(stack, 'PLATE-7', 'monterrey')).toMatchObject({ 'mes-monterrey': said(from) });
  });

  it('offers an auditor nothing that acts', async () => {
    const own = await engineer(stack, ['PLATE-7']);
    const { id } = await release(stack, own, [{ plant: 'lyon', effectivity: FAR }]);
    await reaches(stack, id, 'staged');
    const { page } = await openConsole(stack, { as: 'auditor', at: `/changes/${id}` });
    await page.getByRole('table', { name: 'Plants and steps' }).waitFor();
    for (const name of [/Withdraw/, /Decide/, /Sign (?!out)/, /Request/])
      expect([name, await page.getByRole('button', { name }).count()]).toEqual([name, 0]);
  });
});
