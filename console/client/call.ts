import { PATHS, type Operations } from './openapi';
import { Problem } from './problem';

export type Operation = keyof Operations;
/** A call that changes nothing. */
export type Reading = { [O in Operation]: (typeof PATHS)[O][2] extends 'query' ? O : never }[Operation];
/** A call that starts or decides something, once by its key. */
export type Deciding = Exclude<Operation, Reading>;
export type Answer<O extends Operation> = Operations[O]['answer'];
export type Path<O extends Operation> = Operations[O]['path'];
export type Query<O extends Operation> = Operations[O]['query'];
export type Body<O extends Operation> = Operations[O] extends { body: infer B } ? B : undefined;

export interface Input<O extends Operation> {
  readonly path?: Path<O>;
  readonly query?: Query<O>;
  readonly body?: Body<O>;
}

interface Sending {
  /** Not given: as nobody. */
  readonly bearer?: string;
  /** Of a deciding call: the same for every attempt at the same decision. */
  readonly key?: string;
  readonly signal?: AbortSignal;
}

/** Path and query of a call, as the address bar would have it. */
export function addressOf<O extends Operation>(id: O, { path, query }: Input<O>): string {
  const [, template] = PATHS[id];
  const filled = template.replaceAll(/\{(\w+)\}/g, (_all, name: string) =>
    encodeURIComponent(String((path as Record<string, unknown>)[name])),
  );
  const given = Object.entries(query ?? {}).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? filled : `${filled}?${new URLSearchParams(given)}`;
}

/**
 * Makes a call of the public API.
 * @throws Problem as the API answers it; of code `unreachable` where there was no answer
 */
export async function call<O extends Operation>(
  id: O,
  input: Input<O>,
  { bearer, key, signal }: Sending,
): Promise<Answer<O>> {
  const response = await fetch(addressOf(id, input), {
    method: PATHS[id][0].toUpperCase(),
    headers: {
      ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
      ...(key !== undefined && { 'idempotency-key': key }),
      ...(input.body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(input.body !== undefined && { body: JSON.stringify(input.body) }),
    ...(signal && { signal }),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw Problem.unreachable();
  });
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw Problem.of(response.status, body);
  return body as Answer<O>;
}
