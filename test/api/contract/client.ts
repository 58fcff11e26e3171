import { randomUUID } from 'node:crypto';
import { conformance } from '../conformance';
import type { Served } from '../serve';

interface Parameter {
  readonly $ref?: string;
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly example?: string | number;
}
export interface Operation {
  readonly operationId: string;
  readonly security: readonly object[];
  readonly 'x-roles'?: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example?: unknown }>> };
  readonly responses: Readonly<Record<string, { readonly headers?: Readonly<Record<string, unknown>> }>>;
}
export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly parameters: Readonly<Record<string, Parameter>> };
}

/** What is said of a call beside what the document says of it. */
export interface Said {
  /** One of the keys of `serve`; null: no credential. */
  readonly as?: string | null;
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** The document's example when not given. Text is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Another than the document's. */
  readonly method?: string;
}
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** A client that knows the document and nothing else: it fails when an answer is not as that promises. */
export class ContractClient {
  readonly operations: ReadonlyMap<string, Operation & { readonly method: string; readonly path: string }>;
  /** Operations that have answered with a success. */
  readonly succeeded = new Set<string>();
  readonly #check: ReturnType<typeof conformance>;

  constructor(
    private readonly api: Served,
    private readonly document: Document,
  ) {
    this.#check = conformance(document as Parameters<typeof conformance>[0]);
    this.operations = new Map(
      Object.entries(document.paths).flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, operation]) => [
          operation.operationId,
          { ...operation, method: method.toUpperCase(), path },
        ]),
      ),
    );
  }

  /** Calls an operation by its id. @throws Error where the answer's status, type, body or headers are not documented */
  async call(id: string, said: Said = {}): Promise<Answered> {
    const operation = this.operations.get(id);
    if (!operation) throw new Error(`${id} is not in the document.`);
    const path = this.#address(operation, said);
    const [type, media] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
    const method = said.method ?? operation.method;
    const response = await this.api.call(method, path, {
      ...(said.as !== null && operation.security.length > 0 && { as: said.as ?? 'administrator' }),
      ...(media && method === 'POST' && { body: said.body ?? media.example }),
      headers: {
        ...(type !== undefined && { 'content-type': type }),
        ...(this.#takes(operation, 'Idempotency-Key') && { 'idempotency-key': randomUUID() }),
        ...said.headers,
      },
    });
    const answer = await read(response);
    if (said.method === undefined) this.#hold(operation, path, answer);
    if (answer.status < 300) this.succeeded.add(id);
    return answer;
  }

  #hold(operation: Operation & { method: string; path: string }, path: string, answer: Answered): void {
    const { status, headers, body } = answer;
    this.#check(operation.method, path, status, headers.get('content-type') ?? '', body);
    const promised = Object.keys(operation.responses[status]?.headers ?? {}).map((name) =>
      name.toLowerCase(),
    );
    const unsaid = SPECIAL.filter((name) => headers.has(name) && !promised.includes(name));
    if (unsaid.length > 0)
      throw new Error(
        `${operation.operationId} ${status} has ${unsaid.join(', ')}, which is not documented.`,
      );
  }

  #address({ path, parameters }: Operation & { path: string }, said: Said): string {
    const examples = Object.fromEntries(
      parameters.map(({ name, example }) => [name, example === undefined ? 'none' : String(example)]),
    );
    const filled = path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) =>
      encodeURIComponent(said.path?.[name] ?? examples[name]!),
    );
    const required = parameters.filter((one) => one.in === 'query' && one.required);
    const query = new URLSearchParams({
      ...Object.fromEntries(required.map(({ name }) => [name, examples[name]!])),
      ...said.query,
    });
    return query.size > 0 ? `${filled}?${query.toString()}` : filled;
  }

  #takes({ parameters }: Operation, header: string): boolean {
    return parameters
      .map((one) =>
        one.$ref === undefined ? one : this.document.components.parameters[one.$ref.split('/').at(-1)!]!,
      )
      .some(({ name }) => name === header);
  }
}

/** Headers that say something of this answer; the others are the connection's, or the same everywhere. */
const SPECIAL = [
  'location',
  'retry-after',
  'www-authenticate',
  'allow',
  'deprecation',
  'sunset',
  'link',
  'idempotent-replayed',
  'preference-applied',
  'ratelimit',
  'ratelimit-policy',
  'traceparent',
];

async function read(response: Response): Promise<Answered> {
  const { status, headers } = response;
  const type = headers.get('content-type') ?? '';
  if (type.startsWith('text/event-stream')) {
    await response.body!.cancel();
    return { status, headers, body: '' };
  }
  const text = await response.text();
  return {
    status,
    headers,
    body: /json/.test(type) && !/ndjson/.test(type) ? (JSON.parse(text) as unknown) : text,
  };
}
