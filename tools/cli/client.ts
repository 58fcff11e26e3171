import { randomUUID } from 'node:crypto';
import type { Place } from './place';

/** What the API refused, in its own words. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

interface Problem {
  readonly code?: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

/** The public API, and no other way in. */
export interface Client {
  /** @param query members that are undefined are left out. @throws Refused */
  get<T>(path: string, query?: Readonly<Record<string, string | undefined>>): Promise<T>;
  /** With an Idempotency-Key of its own. @throws Refused */
  post<T>(path: string, body: unknown): Promise<T>;
}

export function clientOf({ api, key }: Place): Client {
  const call = async <T>(path: string, init: RequestInit): Promise<T> => {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${key}`);
    const response = await fetch(new URL(path, api), { ...init, headers }).catch((error: Error) => {
      throw new Refused(`${api} does not answer: ${causeOf(error)}.`);
    });
    const text = await response.text();
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
      call(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
        body: JSON.stringify(body),
      }),
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
