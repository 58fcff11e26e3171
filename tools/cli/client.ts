import { randomUUID } from 'node:crypto';
import type { Place } from './place';

/** What the API refused, in its own words. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** The API could not be reached, or could not answer: later it may. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

interface Problem {
  readonly code?: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

export type Parameters = Readonly<Record<string, string | undefined>>;

/** The public API, and no other way in. */
export interface Client {
  /** @param query members that are undefined are left out. @throws Refused, Unreachable */
  get<T>(path: string, query?: Parameters): Promise<T>;
  /** Under the Idempotency-Key that was given, or one of its own. @throws Refused, Unreachable */
  post<T>(path: string, body: unknown): Promise<T>;
}

/**
 * @param idempotencyKey what is repeated with the same key is done once
 * @param patienceMs how long one answer is waited for; not given: as long as it takes
 */
export function clientOf(
  { api, key, caller, from }: Pick<Place, 'api' | 'key' | 'caller' | 'from'>,
  idempotencyKey: string = randomUUID(),
  patienceMs?: number,
): Client {
  const call = async <T>(path: string, init: RequestInit, hint = ''): Promise<T> => {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${key}`);
    const signal = patienceMs === undefined ? null : AbortSignal.timeout(patienceMs);
    const response = await fetch(new URL(path, api), { ...init, headers, signal }).catch((error: Error) => {
      throw new Unreachable(`${api} does not answer: ${causeOf(error)}.${hint}`);
    });
    const text = await response.text().catch((error: Error) => {
      throw new Unreachable(`${api} broke off its answer: ${causeOf(error)}.${hint}`);
    });
    if (response.status >= 500) throw new Unreachable(inWords(response.status, text) + hint);
    if (response.status === 401 || response.status === 403)
      throw new Refused(`${inWords(response.status, text)}\nAsked as ${caller}, by the key of ${from}.`);
    if (!response.ok) throw new Refused(inWords(response.status, text));
    return JSON.parse(text) as T;
  };
  return {
    get: (path, query = {}) => {
      const given = Object.entries(query).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]],
      );
      const search = new URLSearchParams(given as [string, string][]).toString();
      return call(search === '' ? path : `${path}?${search}`, {});
    },
    post: (path, body) =>
      call(
        path,
        {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
          body: JSON.stringify(body),
        },
        `\nWhether it was done is not known: repeat it with --idempotency-key ${idempotencyKey}, and it is done once.`,
      ),
  };
}

const causeOf = (error: Error): string =>
  error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message;

function inWords(status: number, text: string): string {
  try {
    const { code, detail, errors = [] } = JSON.parse(text) as Problem;
    const details = errors.map((one) => `\n  ${one.pointer}: ${one.detail}`).join('');
    return `${detail ?? text} (${status} ${code ?? ''})${details}`;
  } catch {
    return `The API answered ${status}: ${text}`;
  }
}
