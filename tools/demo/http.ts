import { randomUUID } from 'node:crypto';

/** What a call came back with; `T` is what the caller takes the body for. */
export interface Reply<T> {
  readonly status: number;
  readonly body: T;
  /** When the call was sent and when its answer was here, milliseconds since 1970. */
  readonly sentAt: number;
  readonly answeredAt: number;
}

/** Calls to one address, as one caller. An answer of any status is returned; no answer at all is thrown. */
export class Http {
  /** @param credential bearer token; null where none is wanted */
  constructor(
    private readonly base: string,
    private readonly credential: string | null,
    private readonly signal: AbortSignal,
  ) {}

  get<T>(
    path: string,
    query: Record<string, string> = {},
    headers: Record<string, string> = {},
  ): Promise<Reply<T>> {
    const asked = new URLSearchParams(query).toString();
    return this.call('GET', asked === '' ? path : `${path}?${asked}`, undefined, headers);
  }

  post<T>(path: string, body: unknown): Promise<Reply<T>> {
    return this.call('POST', path, body, { 'idempotency-key': randomUUID() });
  }

  put<T>(path: string, body: unknown): Promise<Reply<T>> {
    return this.call('PUT', path, body, {});
  }

  private async call<T>(
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string>,
  ): Promise<Reply<T>> {
    const sentAt = Date.now();
    const response = await fetch(`${this.base}${path}`, {
      method,
      headers: {
        ...headers,
        ...(this.credential === null ? {} : { authorization: `Bearer ${this.credential}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: this.signal,
    });
    const text = await response.text();
    const answeredAt = Date.now();
    const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, body: (isJson ? JSON.parse(text) : text) as T, sentAt, answeredAt };
  }
}

/** The reply, if it is of the 200s. @throws Error with what was answered instead */
export async function good<T>(what: string, call: Promise<Reply<T>>): Promise<Reply<T>> {
  const reply = await call;
  if (reply.status >= 200 && reply.status < 300) return reply;
  throw new Error(`${what}: answered ${reply.status}, ${JSON.stringify(reply.body)}`);
}
