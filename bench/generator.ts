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

/** The load generator, a process of its own: `bench/generator.js`. */
serveJob<Job, Answered[]>(async ({ api, key, pace, calls }) => {
  const pool = new Pool(api, { connections: 64 });
  const answers = await paced(calls, pace, async ({ method, path, body }, dueAt): Promise<Answered> => {
    const sentAt = now();
    const response = await pool.request({
      method,
      path,
      headers: {
        authorization: `Bearer ${key}`,
        ...(method === 'POST' && { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const answeredAt = now();
    const { id = null, detail = null } = (await response.body.json()) as { id?: string; detail?: string };
    return { dueAt, sentAt, answeredAt, status: response.statusCode, id, detail };
  });
  await pool.close();
  return answers;
});
