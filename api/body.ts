import express, { type Request } from 'express';
import { Problem } from '../contracts/problem';

/**
 * Reads the body as bytes, at most 1 MiB: signatures are over bytes, and nothing is parsed before the caller is known.
 * What is larger is read to its end and thrown away, so that the caller hears the 413 instead of a reset.
 */
export const readBody = express.raw({ type: () => true, limit: '1mb' });

/** The body as it came; empty when there was none. */
export const rawBody = (request: Request): Buffer =>
  Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);

/** @throws Problem `unsupported-media-type`, `malformed-json` */
export function parseBody(request: Request, mediaTypes: readonly string[]): unknown {
  const given = mediaType(request.headers['content-type']);
  if (given === null || !mediaTypes.includes(given))
    throw new Problem(
      'unsupported-media-type',
      `Content-Type is ${given ?? 'missing'}; this call takes ${mediaTypes.join(' or ')}.`,
    );
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(rawBody(request)));
  } catch (error) {
    throw new Problem('malformed-json', `The body is not JSON in UTF-8: ${(error as Error).message}.`);
  }
}

/** The media type of a Content-Type header, without its parameters. */
export const mediaType = (header: string | undefined): string | null =>
  header?.split(';')[0]?.trim().toLowerCase() ?? null;
