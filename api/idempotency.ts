import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import canonicalize from 'canonicalize';
import { Problem } from '../contracts/problem';

/**
 * The caller's key for this request.
 * @throws Problem `idempotency-key-missing`
 */
export function idempotencyKey(headers: IncomingHttpHeaders): string {
  const key = headers['idempotency-key'];
  if (typeof key === 'string' && /^[\x21-\x7e]{1,200}$/.test(key)) return key;
  throw new Problem(
    'idempotency-key-missing',
    'Send an Idempotency-Key header of 1 to 200 visible ASCII characters, the same for each repetition of one request.',
  );
}

/** Two bodies are the same when their canonical form (RFC 8785) is: a client may write its JSON anew for a repetition. */
export const bodyHash = (body: unknown): string =>
  createHash('sha256')
    .update(canonicalize(body) ?? '')
    .digest('hex');
