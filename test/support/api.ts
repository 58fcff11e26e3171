import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { StackDescription } from '../../tools/stack/description';

/** A caller of the demo enterprise: the name of a key in stack.json, or nobody. */
export type Caller =
  | 'administrator'
  | 'quality'
  | 'quality-lyon'
  | 'engineering'
  | 'planning'
  | 'support'
  | 'auditor'
  | 'partner'
  | 'plant-lyon'
  | 'plant-monterrey'
  | 'nobody';

/** `T` is what the test takes the body for. */
export interface ApiResponse<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

export interface Api {
  get<T>(path: string, headers?: Record<string, string>): Promise<ApiResponse<T>>;
  /**
   * With an Idempotency-Key of its own, unless `headers` gives one. A string is sent as it is. What was contended is asked
   * again with its key, as callers are told to.
   */
  post<T>(path: string, body: unknown, headers?: Record<string, string>): Promise<ApiResponse<T>>;
}

/** HTTP calls to the stack's API as `caller`; answers of any status are returned, not thrown. */
export function apiOf({ api, keys }: Pick<StackDescription, 'api' | 'keys'>, caller: Caller): Api {
  const authorization: Record<string, string> =
    caller === 'nobody' ? {} : { authorization: `Bearer ${keys[caller]}` };
  const call = async <T>(path: string, init: RequestInit): Promise<ApiResponse<T>> => {
    const response = await fetch(new URL(path, api), init);
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    const body = (isJson ? JSON.parse(text) : text) as T;
    return { status: response.status, headers: response.headers, body };
  };
  return {
    get: (path, headers = {}) => call(path, { headers: { ...authorization, ...headers } }),
    post: async <T>(path: string, body: unknown, headers: Record<string, string> = {}) => {
      const request: RequestInit = {
        method: 'POST',
        headers: {
          ...authorization,
          'content-type': 'application/json',
          'idempotency-key': randomUUID(),
          ...headers,
        },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      };
      for (;;) {
        const answer = await call<T>(path, request);
        if (!isContended(answer)) return answer;
        await pause(50);
      }
    },
  };
}

const isContended = ({ status, body }: ApiResponse<unknown>): boolean =>
  status === 409 && (body as { code?: string }).code === 'contended';
