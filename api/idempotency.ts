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

/**
 * Two bodies are the same when their canonical form (RFC 8785) is: a client may write its JSON anew for a repetition.
 * @param secrets members that are left out
 */
export const bodyHash = (body: unknown, secrets: readonly string[] = []): string =>
  createHash('sha256')
    .update(canonicalize(secrets.length === 0 ? body : without(body, secrets)) ?? '')
    .digest('hex');

const without = (body: unknown, members: readonly string[]): unknown =>
  typeof body === 'object' && body !== null && !Array.isArray(body)
    ? Object.fromEntries(Object.entries(body).filter(([name]) => !members.includes(name)))
    : body;
