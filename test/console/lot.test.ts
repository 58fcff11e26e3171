import { announce } from '../stack/floor';
import { ea, freshLot, newLot, place, taken } from '../stack/material';
import { eventually } from '../support/eventually';
import type { TestStack } from '../support/stack';
import { expectAccessible } from './accessible';
import { describeInBrowser, openPage } from './browser';
import { consoleStack, fitsWidth, MILL, openConsole, signIn } from './console';

const MANY = 500;

describeInBrowser('A lot, in the console', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await consoleStack();
  });

  it(`and ${MANY - 1} that were made of it are one picture that can be read, and as many rows`, async () => {
    const lot = await freshLot(stack, '1000');
    const made = Array.from({ length: MANY - 1 }, () => newLot('BRACKET-100'));
    const told = await announce(stack, 'mes-lyon', 'mes.material.consumed.v1', {
      plant: 'lyon',
      order: 'PO-7001',
      operation: '10',
      occurredAt: new Date().toISOString(),
      consumed: [{ lot, quantity: ea('998') }],
      produced: made.map((one) => ({ lot: one, quantity: ea('1') })),
    });
    expect(told.status).toBe(200);
    const { id } = await place(stack, [lot]);
    const { page } = await openConsole(stack, { as: 'quality', at: `/holds/${id}`, width: 1280 });
    await page.getByText(`of ${MANY}`).first().waitFor();
    await page.getByRole('table', { name: 'Lots of the hold' }).waitFor();
    await page.goto(`${stack.description().console}/holds/${id}?genealogy=${encodeURIComponent(lot)}`);
    const picture = page.getByRole('figure', { name: new RegExp(`^Genealogy of ${lot}`) });
    const group = picture.getByRole('link', {
      name: new RegExp(`^BRACKET-100 × ${MANY - 1}, ${MANY - 1} held`),
    });
    await group.waitFor();
    await expectAccessible(page);
    expect(await fitsWidth(page)).toBe(true);
    await page.getByRole('searchbox', { name: 'Find a lot in the genealogy' }).fill(made[250]!);
    await picture.getByRole('link', { name: new RegExp(`^${made[250]} `) }).waitFor();
    await page.setViewportSize({ width: 360, height: 740 });
    await eventually(() => fitsWidth(page));
  });

  it('says to a partner what is known of its own lots, and of nobody else’s', async () => {
    const [own, other] = [newLot('BAR-3'), await freshLot(stack)];
    const quantity = { value: '90', unit: 'MTR' };
    await announce(stack, 'erp', 'erp.lot.received.v1', {
      lot: own,
      plant: 'lyon',
      location: 'LYON-RM',
      quantity,
      supplier: MILL,
      supplierLot: 'HEAT-9001',
      status: 'unrestricted',
    });
    const { key } = taken(
      201,
      await stack.api('administrator').post<{ key: string }>('/v1/api-keys', {
        name: 'The mill',
        role: 'partner',
        plants: null,
        scopes: null,
      }),
    );
    const { api, console: address } = stack.description();
    const { page, guard } = await openPage(api);
    guard.expectFailures(/status of 40[34]/);
    await page.goto(`${address}/lots/${encodeURIComponent(own)}`);
    await signIn(page, key);
    await page.getByRole('heading', { level: 1, name: own }).waitFor();
    await page.getByText('Released').first().waitFor();
    const views = page.getByRole('navigation', { name: 'Views' });
    expect(await views.getByRole('link').allInnerTexts()).toEqual(['Lots']);
    await expectAccessible(page);
    await page.getByRole('searchbox').first().fill(other);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: other }).waitFor();
    await page.getByRole('alert').first().waitFor();
    expect(await page.getByText('Where it lies').count()).toBe(0);
  });
});
