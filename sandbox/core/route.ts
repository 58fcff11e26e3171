import type { Request } from 'express';
import { z } from 'zod';
import type { Call, Effects } from './effects';
import { Refusal } from './refusal';

/** One call of a system's API. `operation` names it in faults and effects. */
export interface Route {
  readonly operation: string;
  readonly method: 'get' | 'post';
  readonly path: string;
  /** What the call asks to be done, each with its key; nothing for a read. */
  calls(request: Request): Call[];
  /** Runs within a transaction of the store. @throws Refusal */
  handle(request: Request): unknown;
}

/** A call that changes nothing: `GET`, or `POST` where it asks for many at once. */
export function read<S extends z.ZodType>(
  operation: string,
  method: 'get' | 'post',
  path: string,
  schema: S,
  handle: (input: z.infer<S>, request: Request) => unknown,
): Route {
  return {
    operation,
    method,
    path,
    calls: () => [],
    handle: (request) => handle(parse(schema, method === 'get' ? request.query : request.body), request),
  };
}

/** A call that changes one subject, keyed by its `Idempotency-Key` header. */
export function write<S extends z.ZodType>(
  effects: Effects,
  operation: string,
  path: string,
  schema: S,
  subject: (input: z.infer<S>, request: Request) => string,
  handle: (input: z.infer<S>, request: Request) => unknown,
): Route {
  const call = (request: Request): Call => {
    const key = request.get('Idempotency-Key');
    if (!key)
      throw new Refusal('NO_KEY', 'A call that changes something wants an Idempotency-Key header.', 400);
    return { key, operation, subject: subject(parse(schema, request.body), request) };
  };
  return {
    operation,
    method: 'post',
    path,
    calls: (request) => [call(request)],
    handle: (request) => effects.once(call(request), () => handle(parse(schema, request.body), request)),
  };
}

/**
 * A call that changes many subjects, each line with its own key and its own answer: `{ done: true, … }` or
 * `{ done: false, code, text }`. A line's work checks everything before it writes, so that a refused one leaves nothing.
 */
export function batch<S extends z.ZodType<{ key: string }>>(
  effects: Effects,
  operation: string,
  path: string,
  list: string,
  line: S,
  subject: (line: z.infer<S>) => string,
  handle: (line: z.infer<S>) => object,
): Route {
  const schema = z.object({ [list]: z.array(line).min(1).max(1000) });
  const lines = (request: Request) => parse(schema, request.body)[list] as z.infer<S>[];
  const callOf = (one: z.infer<S>): Call => ({ key: one.key, operation, subject: subject(one) });
  const answer = (one: z.infer<S>): object => {
    try {
      return { subject: subject(one), done: true, ...effects.once(callOf(one), () => handle(one)) };
    } catch (error) {
      if (error instanceof Refusal)
        return { subject: subject(one), done: false, code: error.code, text: error.message };
      throw error;
    }
  };
  return {
    operation,
    method: 'post',
    path,
    calls: (request) => lines(request).map(callOf),
    handle: (request) => ({ [list]: lines(request).map(answer) }),
  };
}

/** @throws Refusal `INVALID` that names the field. */
export function parse<S extends z.ZodType>(schema: S, input: unknown): z.infer<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new Refusal('INVALID', `${issue.path.join('.') || 'body'}: ${issue.message}`, 400);
}
