import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '../support/eventually';
import { expectAccessible } from './accessible';
import { describeInBrowser, openUnguarded } from './browser';
import { guard } from './guard';

/** What a page must not do, by its body, and how the guard says so. */
const FORBIDDEN = [
  [
    'asks another host',
    '<img alt="" src="http://127.0.0.2:9/">',
    /asked another host: http:\/\/127\.0\.0\.2:9\//,
  ],
  ['breaks its policy', '<p style="color: red">red</p>', /violates the following Content Security Policy/],
  ['throws', '<script src="/throws.js"></script>', /threw: Error: thrown on purpose/],
  ['writes an error', '<script src="/writes.js"></script>', /wrote an error: written on purpose/],
  ['misses a file', '<script src="/missing.js"></script>', /wrote an error: Failed to load resource.*404/],
] as const;
const SCRIPTS: Readonly<Record<string, string>> = {
  '/throws.js': 'throw new Error("thrown on purpose");',
  '/writes.js': 'console.error("written on purpose");',
};
const PAGE =
  '<!doctype html><html lang="en"><meta charset="utf-8"><title>A page</title><link rel="icon" href="data:,">';

describeInBrowser('What watches a page', () => {
  let server: Server;
  let origin: string;
  let body = '';
  beforeAll(async () => {
    server = createServer(({ url = '/' }, response) => {
      const script = SCRIPTS[url];
      const isPage = url === '/';
      response.writeHead(isPage || script ? 200 : 404, {
        'content-type': isPage ? 'text/html' : 'text/javascript',
        'content-security-policy': "default-src 'self'; img-src * data:",
      });
      response.end(isPage ? PAGE + body : script);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  it.each(FORBIDDEN)('finds one that %s', async (_what, content, found) => {
    const page = await openUnguarded();
    const { check } = guard(page, origin);
    body = content;
    await page.goto(origin);
    await eventually(() => {
      expect(check).toThrow(found);
      return true;
    });
  });

  it('finds text that is hard to read', async () => {
    const page = await openUnguarded();
    const { check } = guard(page, origin);
    body = '<main><h1><font color="#999">Grey</font></h1></main>';
    await page.goto(origin);
    await expect(expectAccessible(page)).rejects.toThrow(/color-contrast/);
    check();
  });
});
