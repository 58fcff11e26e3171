import type { Page } from 'playwright-core';
import { Identity } from '../../contracts/identity';
import { serve, type Served } from '../api/serve';
import { demoTopology } from '../ledger/open-ledger';
import { AUDIENCE, startProvider, type Provider } from '../support/openid/start';
import { expectAccessible } from './accessible';
import { describeInBrowser, openUnguarded } from './browser';

/** Seconds by which the API's clock is ahead. */
let ahead = 0;
let provider: Provider;
let api: Served;

/** The console by an API of its own, at which nothing is asked but who is there. */
beforeAll(async () => {
  provider = await startProvider();
  const workforce = {
    name: 'workforce',
    issuer: provider.issuer,
    audience: AUDIENCE,
    keysCooldownSeconds: 0,
    claims: { role: 'roles', plants: 'plants' },
    roles: { 'quality-engineers': 'quality' },
    console: {
      clientId: 'interlock-console',
      scopes: ['openid', 'offline_access', 'api'],
      parameters: { resource: AUDIENCE },
    },
  };
  const topology = { ...demoTopology(), identity: Identity.parse({ oidc: [workforce] }) };
  const running = { version: 1, document: { text: '', variables: {} }, topology };
  api = await serve({}, { topology, running, now: () => new Date(Date.now() + ahead * 1000) });
  await provider.redirectTo(`${api.url}/console/sign-in`);
});
afterAll(() => Promise.all([api?.close(), provider?.stop()]));
afterEach(() => {
  ahead = 0;
});

/** An address of the console that asks the API for nothing. */
const AT = '/console/nowhere?tab=2';
const isIn = async (page: Page) => {
  await page.getByRole('heading', { level: 1, name: 'Nothing here' }).waitFor();
  await page.getByText('Ada Quality').first().waitFor();
};
const signIn = async () => {
  const page = await openUnguarded();
  await page.goto(api.url + AT);
  await page.getByRole('button', { name: 'Sign in with Workforce' }).click();
  await page.getByRole('button', { name: 'Ada Quality' }).click();
  await isIn(page);
  return page;
};

describeInBrowser('Signing in at an OpenID provider', () => {
  it('comes back to the address that was asked for, and is good after a reload', async () => {
    const page = await signIn();
    expect(page.url()).toBe(api.url + AT);
    await page.reload();
    await isIn(page);
    await page.getByRole('banner').getByText('Ada Quality').first().click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Key').waitFor();
    await expectAccessible(page);
    // Nothing is left to come in with.
    expect(await page.evaluate('sessionStorage.length')).toBe(0);
  });

  it('goes on with another access token where the one that was is good no longer', async () => {
    const page = await signIn();
    await page.evaluate(`sessionStorage.setItem('interlock.bearer', 'gone')`);
    await page.reload();
    await isIn(page);
    expect(await page.evaluate(`sessionStorage.getItem('interlock.bearer')`)).not.toBe('gone');
  });

  it('takes no answer that this tab has not asked for', async () => {
    const page = await openUnguarded();
    await page.goto(`${api.url}/console/sign-in?code=stolen&state=theirs`);
    await page.getByLabel('Key').waitFor();
    await page.getByRole('button', { name: 'Sign in with Workforce' }).click();
    await page.getByRole('button', { name: 'Ada Quality' }).waitFor();
    await page.goto(`${api.url}/console/sign-in?code=stolen&state=theirs&iss=${provider.issuer}`);
    await page.getByRole('alert').filter({ hasText: 'Not signed in' }).waitFor();
    expect(await page.evaluate(`sessionStorage.getItem('interlock.bearer')`)).toBeNull();
  });

  it('says that the session has ended, and lets in again where one was', async () => {
    const page = await signIn();
    // No token of this provider is good at this hour, however new.
    ahead = 3_600;
    await page.getByRole('alert').filter({ hasText: 'Your session has ended' }).waitFor();
    await expectAccessible(page);
    ahead = 0;
    await page.getByRole('button', { name: 'Sign in with Workforce' }).click();
    await isIn(page);
    expect(page.url()).toBe(api.url + AT);
  });
});
