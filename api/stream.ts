import { once } from 'node:events';
import type { Request, Response } from 'express';

const STALLED_MS = 15_000;

export const isStream = (body: unknown): body is AsyncIterable<string> =>
  typeof body === 'object' && body !== null && Symbol.asyncIterator in body;

/**
 * Sends text as it comes. The next piece is asked for when the one before has left: a slow reader fills no memory.
 * @param stalledMs after which a reader that takes nothing is cut off; it may go on where it was
 */
export async function sendStream(
  body: AsyncIterable<string>,
  request: Request,
  response: Response,
  stalledMs = STALLED_MS,
): Promise<void> {
  response.set('X-Accel-Buffering', 'no');
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  response.flushHeaders();
  try {
    for await (const piece of body) {
      if (response.destroyed) return;
      if (!response.write(piece)) await drained(response, stalledMs);
    }
    response.end();
  } catch {
    // The answer has begun: all that can be said of an error is that it ends here.
    response.destroy();
  }
}

async function drained(response: Response, stalledMs: number): Promise<void> {
  const over = new AbortController();
  const stalled = setTimeout(() => response.destroy(), stalledMs);
  try {
    await Promise.race([
      once(response, 'drain', { signal: over.signal }),
      once(response, 'close', { signal: over.signal }),
    ]);
  } finally {
    clearTimeout(stalled);
    over.abort();
  }
}
