import { z } from 'zod';
import { DEFAULT_POLICIES } from '../contracts/default-policies';
import { rolesFor } from '../domain/policy';
import { actionOf } from './access';
import { problemsOf } from './openapi';
import { query, type Route } from './route';

/** `GET /docs`: the route table as a page for people, without a script and without another host. */
export function docsRoute(calls: readonly Route[]): Route {
  const html = page(calls);
  return query({
    id: 'getDocs',
    method: 'get',
    path: '/docs',
    summary: 'Every call, for people to read',
    tag: 'operations',
    access: 'public',
    answers: { 200: z.string().meta({ contentMediaType: 'text/html' }) },
    handle: () => Promise.resolve({ status: 200, body: html, headers: HEADERS }),
  });
}

const HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'",
};

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const page = (calls: readonly Route[]): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Interlock API</title>
<style>
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color-scheme: light dark }
  section { margin: 1.5rem 0 } code { font-size: 1.05em } p { margin: .2rem 0 }
</style>
<h1>Interlock API, v1</h1>
<p>The whole contract, with schemas, is <a href="/openapi.json">/openapi.json</a> (OpenAPI 3.1).</p>
${calls.map(section).join('\n')}
</html>`;

const section = (route: Route): string => `<section id="${route.id}">
<p><code><b>${route.method.toUpperCase()}</b> ${escaped(route.path)}</code></p>
<p>${escaped(route.summary)}.</p>
<p>Who: ${who(route)}.${route.kind === 'command' ? ' With an Idempotency-Key.' : ''}</p>
<p>Problems: ${problemsOf(route).map(escaped).join(', ')}.</p>
</section>`;

const who = (route: Route): string => {
  if (route.access === 'public') return 'anyone, without a credential';
  if (route.access === 'signed') return 'the system itself, by its webhook signature';
  return `${rolesFor(DEFAULT_POLICIES, actionOf(route)).join(', ')}, where the topology has no policies of its own`;
};
