import { randomUUID } from 'node:crypto';
import { Pool } from 'undici';
import { serveJob } from './child';
import { goFirst } from '../tools/stack/processes';
import { now, paced, type Pace } from './pace';

/** One call of the API. */
export interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
}

export interface Job {
  readonly api: string;
  readonly key: string;
  readonly pace: Pace;
  readonly calls: readonly Call[];
}

/** What became of a call; instants in milliseconds since 1970. */
export interface Answered {
  readonly dueAt: number;
  readonly sentAt: number;
  readonly answeredAt: number;
  readonly status: number;
  /** `id` of the answer's body; null where it has none. */
  readonly id: string | null;
  /** `detail` of a problem. */
  readonly detail: string | null;
}

// Callers are elsewhere: where the generator shares the cores with what it measures, it goes first as far as it may.
goFirst(process.pid);

/** What came home of a call; its text is read when all have, so that no call waits for that. */
interface Raw extends Pick<Answered, 'sentAt' | 'answeredAt' | 'status'> {
  readonly text: string;
}

/** The load generator, a process of its own: `bench/generator.js`. */
serveJob<Job, Answered[]>(async ({ api, key, pace, calls }) => {
  const pool = new Pool(api, { connections: 64 });
  const answers = await paced(calls, pace, async (call, dueAt) => ({
    dueAt,
    raw: await ask(pool, call, key),
  }));
  await pool.close();
  return answers.map(({ dueAt, raw: { text, ...instants } }) => {
    const { id = null, detail = null } = JSON.parse(text) as { id?: string; detail?: string };
    return { dueAt, ...instants, id, detail };
  });
});

/** By the pool's own callbacks: a stream and its promises for each answer would cost the cores more than asking does. */
const ask = (pool: Pool, { method, path, body }: Call, key: string): Promise<Raw> =>
  new Promise((resolve, reject) => {
    const sentAt = now();
    const chunks: Buffer[] = [];
    let status = 0;
    pool.dispatch(
      {
        method,
        path,
        headers: {
          authorization: `Bearer ${key}`,
          ...(method === 'POST' && { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
        },
        body: body === undefined ? null : JSON.stringify(body),
      },
      {
        // Every handler has it: it is how undici tells handlers of today from those of its sixth version.
        onRequestStart: () => undefined,
        onResponseStart: (_, statusCode) => (status = statusCode),
        onResponseData: (_, chunk) => chunks.push(chunk),
        onResponseEnd: () =>
          resolve({ sentAt, answeredAt: now(), status, text: Buffer.concat(chunks).toString() }),
        onResponseError: (_, error) => reject(error),
      },
    );
  });
