import type { Locator, Page } from 'playwright-core';

/** More than any view has that can be reached: a control that is not among them cannot. */
const MOST_STOPS = 300;

/**
 * Presses Tab until a control has the focus.
 * @throws Error when it never has
 */
export async function tabTo(page: Page, control: Locator): Promise<void> {
  await control.waitFor();
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    if ((await control.and(page.locator(':focus')).count()) > 0) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${String(control)} is not reached by Tab.`);
}

/** Goes to a control by Tab and types into it, over what is there. */
export async function typeInto(page: Page, control: Locator, text: string): Promise<void> {
  await tabTo(page, control);
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type(text);
}

/** Goes to a control by Tab and presses Enter. */
export async function enter(page: Page, control: Locator): Promise<void> {
  await tabTo(page, control);
  await page.keyboard.press('Enter');
}
