import type { Caller } from '../support/api';
import { namedStack, type TestStack } from '../support/stack';
import { openPage, type OpenedPage } from './browser';

/** The stack that the tests of the console share; each test has lots of its own. */
export const consoleStack = (): Promise<TestStack> => namedStack('console');

interface View {
  /** Who signs in, by the key of stack.json. */
  readonly as: Exclude<Caller, 'nobody'>;
  /** The view's path below `/console`, such as `/holds/QH-…`: signed in, one is there. */
  readonly at?: string;
  readonly scheme?: 'light' | 'dark';
  /** Of the window, in CSS pixels. */
  readonly width?: number;
  readonly height?: number;
}

/** Opens the console in a browser of its own, and signs in as a person does. */
export async function openConsole(
  stack: TestStack,
  { as, at = '', scheme = 'light', width = 1280, height = 800 }: View,
): Promise<OpenedPage> {
  const { api, console: address, keys } = stack.description();
  const opened = await openPage(api, { colorScheme: scheme, viewport: { width, height } });
  const { page } = opened;
  await page.goto(address + at);
  await page.getByLabel('Key').fill(keys[as]!);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation', { name: 'Views' }).waitFor();
  return opened;
}
