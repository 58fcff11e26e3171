import { Problem } from '../contracts/problem';
import type { Tx } from './pool';

export interface KeyedRequest {
  readonly caller: string;
  readonly route: string;
  readonly key: string;
  /** SHA-256 of the body, so that a key that is used for something else is found out. */
  readonly bodyHash: string;
}

export interface Answered<T> {
  readonly status: number;
  readonly body: T;
  readonly location?: string;
  /** Members of the body that are given once and never stored, such as a secret; a repetition has what the body has there. */
  readonly shownOnce?: Readonly<Record<string, unknown>>;
}

/**
 * Does the work once for each (caller, route, key), in the work's own transaction, and gives the stored answer to every
 * repetition. Refusals are not stored: nothing was done.
 * @throws Problem `request-in-flight`, `idempotency-key-reused`
 */
export async function once<T>(
  tx: Tx,
  request: KeyedRequest,
  now: Date,
  work: () => Promise<Answered<T>>,
): Promise<Answered<T> & { replayed: boolean }> {
  const { caller, route, key, bodyHash } = request;
  const lock = await tx.query<{ ok: boolean }>({
    name: 'idempotency-lock',
    text: 'select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as ok',
    values: [JSON.stringify([caller, route, key])],
  });
  if (!lock.rows[0]?.ok)
    throw new Problem('request-in-flight', 'The same request is being worked on; ask again in a moment.');
  const stored = await tx.query<{ body_hash: string; status: number; body: string; location: string | null }>(
    {
      name: 'idempotency-find',
      text: 'select body_hash, status, body, location from idempotency where caller = $1 and route = $2 and key = $3',
      values: [caller, route, key],
    },
  );
  const before = stored.rows[0];
  if (before) {
    if (before.body_hash !== bodyHash)
      throw new Problem(
        'idempotency-key-reused',
        'This Idempotency-Key came before with another body; take a new key for a new request.',
      );
    return {
      status: before.status,
      body: JSON.parse(before.body) as T,
      ...(before.location === null ? {} : { location: before.location }),
      replayed: true,
    };
  }
  const answer = await work();
  await tx.query({
    name: 'idempotency-store',
    text: 'insert into idempotency (caller, route, key, body_hash, status, body, location, at) values ($1, $2, $3, $4, $5, $6, $7, $8)',
    values: [
      caller,
      route,
      key,
      bodyHash,
      answer.status,
      JSON.stringify(answer.body),
      answer.location ?? null,
      now,
    ],
  });
  return { ...answer, replayed: false };
}
