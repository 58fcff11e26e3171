import type { Page } from 'playwright-core';
import { taken } from '../stack/material';
import type { Caller } from '../support/api';
import { namedStack, type TestStack } from '../support/stack';
import { alteredTopology } from '../support/topology';
import { openPage, type OpenedPage } from './browser';

/** Who delivers bar to the demo enterprise. */
export const MILL = 'forges-du-rhone';
export const SECRET = 'correct horse battery';

/** The stack that the tests of the console share; each test has lots of its own. The mill is a partner, by API keys. */
export const consoleStack = (): Promise<TestStack> =>
  namedStack(
    'console',
    '--topology',
    alteredTopology('console', (demo) => ({
      ...demo,
      partners: { mill: { customers: [], suppliers: [MILL], callers: ['AK-*'] } },
    })),
  );

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
  await opened.page.goto(address + at);
  await signIn(opened.page, keys[as]!);
  return opened;
}

/** @param key or token of who signs in */
export async function signIn(page: Page, key: string): Promise<void> {
  await page.getByLabel('Key').fill(key);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation', { name: 'Views' }).waitFor();
}

/** Enrols somebody, who sets `SECRET` as the second component of an electronic signature. */
export async function becomesSigner(stack: TestStack, person: Exclude<Caller, 'nobody'>): Promise<void> {
  const { code } = taken(
    201,
    await stack.api('administrator').post<{ code: string }>('/v1/signers', { person, reason: 'badge seen' }),
  );
  taken(200, await stack.api(person).post('/v1/signing-secret', { secret: SECRET, code }));
}

/** Whether all of the page fits its window's width: nobody scrolls sideways. */
export const fitsWidth = (page: Page): Promise<boolean> =>
  page.evaluate<boolean>('document.documentElement.scrollWidth <= document.documentElement.clientWidth');
