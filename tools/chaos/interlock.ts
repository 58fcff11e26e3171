import { randomUUID } from 'node:crypto';
import type { Counts } from './counts';
import { exchange, type Reply } from './http';
import { persist } from './patience';
import type { ChaosStack } from './stack';

type Caller = 'quality' | 'engineering' | 'auditor';

/** Any answer: its own fields are read where the status says that they are there. */
export interface Problem {
  readonly code: string;
  readonly detail: string;
}

/** A 409 after which the same request may succeed. */
const PASSING = ['contended', 'request-in-flight'];

/** Interlock's API as a careful client uses it: each request is repeated, with its key, until it has a definite answer. */
export class Interlock {
  constructor(
    private readonly stack: ChaosStack,
    private readonly counts: Counts,
    private readonly signal: AbortSignal,
  ) {}

  /** @returns a 2xx or a refusal, never "perhaps" */
  async post<T>(caller: Caller, path: string, body: unknown): Promise<Reply<T>> {
    const key = randomUUID();
    let repeated = false;
    const definite = await persist(async () => {
      if (repeated) this.counts.add('repeats', path.split('/').at(-1)!);
      repeated = true;
      const reply = await this.once<T>('POST', caller, path, key, body);
      const isPassing = reply.status === 409 && PASSING.includes((reply.body as Problem).code);
      return reply.status >= 500 || isPassing ? null : reply;
    }, this.signal);
    if (definite.status >= 300) this.counts.add('refusals', (definite.body as Problem).code);
    return definite;
  }

  /** Read until there is an answer. @throws Error when that is a refusal */
  async get<T>(path: string): Promise<T> {
    const found = await this.find<T>(path);
    if (found === null) throw new Error(`GET ${path} was answered 404.`);
    return found;
  }

  /** As `get`. @returns null where there is no such thing */
  async find<T>(path: string): Promise<T | null> {
    const { status, body } = await persist(async () => {
      const reply = await this.once<T>('GET', 'auditor', path);
      return reply.status >= 500 ? null : reply;
    }, this.signal);
    if (status === 404) return null;
    if (status !== 200) throw new Error(`GET ${path} was answered ${status}: ${JSON.stringify(body)}`);
    return body;
  }

  /** Asked once. @returns null when there was no answer, or none with 200 */
  async glance<T>(path: string): Promise<T | null> {
    const reply = await this.once<T>('GET', 'auditor', path).catch(() => null);
    return reply?.status === 200 ? reply.body : null;
  }

  private once<T>(
    method: 'GET' | 'POST',
    caller: Caller,
    path: string,
    key?: string,
    body?: unknown,
  ): Promise<Reply<T>> {
    const { api, keys } = this.stack.description();
    return exchange({ method, url: `${api}${path}`, credential: keys[caller] ?? null, key, body });
  }
}
