import type { Request, Response } from 'express';
import type { Deprecation } from './route';

/**
 * Says in every answer of a deprecated call since when it is (RFC 9745), until when it works (RFC 8594), and which call takes
 * its place (RFC 5829).
 */
export function announceDeprecation(
  { since, sunset, successor }: Deprecation,
  request: Request,
  response: Response,
): void {
  const next = successor.replaceAll(/\{(\w+)\}/g, (_whole, name: string) =>
    encodeURIComponent(String(request.params[name])),
  );
  response.set({
    Deprecation: `@${Date.parse(since) / 1000}`,
    Sunset: new Date(`${sunset}T23:59:59Z`).toUTCString(),
    Link: `<${next}>; rel="successor-version"`,
  });
}
