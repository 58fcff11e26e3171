import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Request, RequestHandler, Response } from 'express';
import sirv from 'sirv';
import { exchangeOf } from './exchange';

/** Beside this folder as it was built; in dist/ where this runs from its sources. */
const BUILT = [join(__dirname, '..', 'console'), join(__dirname, '..', 'dist', 'console')].find((folder) =>
  existsSync(join(folder, 'assets')),
);
const ONE_YEAR = 'public, max-age=31536000, immutable';

/** It runs what it came with and nothing else, in no frame, and talks to this API and to whom people sign in at. */
const policy = (signInAt: readonly string[]): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src ${["'self'", ...signInAt].join(' ')}`,
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');

/**
 * The console as it was built, below `/console`: a client of this API like any other. Its views are addresses of their own,
 * each answered by the same page; assets carry their content's hash in their names, and are sent compressed as they were built.
 * @param signInAt origins of the OpenID providers that the console may ask
 */
export function serveConsole(signInAt: () => readonly string[]): RequestHandler {
  // Not there before the first build.
  if (BUILT === undefined) return (_request, _response, next) => next();
  const files = sirv(BUILT, {
    single: true,
    ignores: [/^\/assets\//],
    brotli: true,
    gzip: true,
    etag: true,
    setHeaders(response, path) {
      const isAsset = path.startsWith('/assets/');
      response.setHeader('Cache-Control', isAsset ? ONE_YEAR : 'no-cache');
    },
  });
  return (request: Request, response: Response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return next();
    exchangeOf(response).route = '/console';
    response.set('Content-Security-Policy', policy(signInAt()));
    return files(request, response, next);
  };
}
