/** No answer in this time is none: whoever was asked may have been killed. */
const TIMEOUT_MS = 10_000;

export interface Reply<T> {
  readonly status: number;
  readonly body: T;
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  /** Bearer token; null where none is wanted. */
  readonly credential: string | null;
  readonly key?: string;
  readonly body?: unknown;
}

/** One call; an answer of any status is returned. `T` is what the caller takes the body for. @throws Error when there is none */
export async function exchange<T>({ method, url, credential, key, body }: Call): Promise<Reply<T>> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(credential === null ? {} : { authorization: `Bearer ${credential}` }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, body: (isJson ? JSON.parse(text) : text) as T };
}
