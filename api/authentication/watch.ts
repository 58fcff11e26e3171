import type { Request, Response } from 'express';
import type { Authenticate } from './index';
import { Refused } from './refusal';

/** How long an answer that goes on may outlive its credential. */
const LOOK_MS = 5_000;

/**
 * Cuts off an answer that goes on, such as a stream of events, once its caller's credential is good no more: expired, revoked,
 * or no longer named by the topology. While it cannot be told, the answer goes on.
 */
export function watchCredential(
  request: Request,
  response: Response,
  authenticate: Authenticate,
  lookMs = LOOK_MS,
): void {
  const look = setInterval(() => {
    authenticate(request).catch((error: unknown) => {
      if (error instanceof Refused) response.destroy();
    });
  }, lookMs);
  response.once('close', () => clearInterval(look));
}
