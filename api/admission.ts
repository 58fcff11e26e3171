import type { Request, Response } from 'express';
import { Problem } from '../contracts/problem';
import type { Caller } from '../ledger';
import type { Authenticate } from './authentication';
import { rawBody } from './body';
import type { Admission, Limiter } from './limits';
import type { Route } from './route';
import type { SignatureCheck } from './webhook';

/** How callers are told apart and counted. */
export interface Doors {
  readonly authenticate: Authenticate;
  readonly checkSignature: SignatureCheck;
  readonly limiter: Limiter;
}

/**
 * Who calls, and that they ask no more than they may: first who, so that nobody's calls are counted as another's.
 * @returns the caller; null for a system, and for anybody
 * @throws Problem `unauthenticated`, `bad-signature`, `too-many-requests`, `quota-exhausted`
 */
export async function admit(
  route: Route,
  request: Request,
  response: Response,
  { authenticate, checkSignature, limiter }: Doors,
  now: Date,
): Promise<Caller | null> {
  const address = request.socket.remoteAddress;
  if (route.access === 'public') {
    take(await limiter.admitAddress('public', address), response);
    return null;
  }
  try {
    if (route.access !== 'signed') {
      const caller = await authenticate(request);
      take(await limiter.admit(route, caller.id, now), response);
      return caller;
    }
    const system = String(request.params.system);
    checkSignature(system, request.headers, rawBody(request));
    take(await limiter.admitSystem(system), response);
    return null;
  } catch (error) {
    if (error instanceof Problem && error.status === 401)
      take(await limiter.admitAddress('refused', address), response);
    throw error;
  }
}

function take({ fields, problem }: Admission, response: Response): void {
  response.set(fields);
  if (problem) throw problem;
}
