import { createHash } from 'node:crypto';
import { z } from 'zod';
import { SystemFailure } from '../failure';
import type { HttpClient } from '../http/client';
import type { Answer, Ask, CallContext, Means } from '../port';

/** Subjects that a sandbox system takes in one call. */
export const BATCH = 500;

/** One sandbox system as its effects see it. */
export interface SandboxSystem {
  readonly name: string;
  readonly http: HttpClient;
  /** How this instance keeps material from being used. */
  readonly means: Means;
}

/** Reads many subjects in one call. @throws SystemFailure */
export async function query<S extends z.ZodType>(
  { name, http }: SandboxSystem,
  path: string,
  body: unknown,
  answer: S,
  context: CallContext,
): Promise<z.infer<S>> {
  return parsed(name, answer, await http.json({ method: 'POST', path, body, read: true, context }), true);
}

/** Reads one thing. @throws SystemFailure */
export async function get<S extends z.ZodType>(
  { name, http }: SandboxSystem,
  path: string,
  answer: S,
  context: CallContext,
): Promise<z.infer<S>> {
  return parsed(name, answer, await http.json({ method: 'GET', path, read: true, context }), true);
}

/** Reads one thing; null where the system answers 404 with this code of its own. @throws SystemFailure */
export async function getIfKnown<S extends z.ZodType>(
  system: SandboxSystem,
  path: string,
  answer: S,
  context: CallContext,
  unknown: string,
): Promise<z.infer<S> | null> {
  try {
    return await get(system, path, answer, context);
  } catch (error) {
    // A 404 without the code is of an address that is wrong.
    if (error instanceof SystemFailure && error.code === 'HTTP_404' && error.message.includes(unknown))
      return null;
    throw error;
  }
}

/**
 * Asks for many subjects in one call, each line with its own key; the call's own key is made of theirs.
 * @throws SystemFailure
 */
export async function order<S extends z.ZodType>(
  { name, http }: SandboxSystem,
  path: string,
  asks: readonly Ask[],
  body: unknown,
  answer: S,
  context: CallContext,
): Promise<z.infer<S>> {
  const key = createHash('sha256')
    .update(asks.map((ask) => ask.key).join('\n'))
    .digest('hex');
  return parsed(
    name,
    answer,
    await http.json({ method: 'POST', path, body, read: false, key, context }),
    false,
  );
}

/** Asks about any number of subjects, as many calls as that takes. */
export async function inBatches<T>(
  subjects: readonly string[],
  ask: (some: string[]) => Promise<T[]>,
): Promise<T[]> {
  const answers: T[] = [];
  for (let from = 0; from < subjects.length; from += BATCH)
    answers.push(...(await ask(subjects.slice(from, from + BATCH))));
  return answers;
}

/** The technical fields that every line of a sandbox system carries. */
export const fenceOf = (ask: Ask) => ({ key: ask.key, sequence: ask.token, expiresAt: ask.deadline });

/** What a system says of one line of a batch; more fields by system. */
export const Line = z.looseObject({
  subject: z.string(),
  done: z.boolean(),
  code: z.string().default('REFUSED'),
  text: z.string().default('The system gave no reason.'),
});
export type Line = z.infer<typeof Line>;

/** Both shapes of a batch's answer have one list. */
export const listOf = <S extends z.ZodType>(list: string, line: S) =>
  z.object({ [list]: z.array(line) }).transform((body) => body[list]!);

/** The system's refusal of one line, as an answer. Its codes `EXPIRED` and `OUTDATED` are the fences of H2. */
export const refused = (ask: Ask, { code, text }: Pick<Line, 'code' | 'text'>): Answer => ({
  target: ask.target,
  outcome: 'rejected',
  code,
  text,
});

/** What the system said of this subject. @throws SystemFailure when it left it out */
export function found<T>(
  system: SandboxSystem,
  answers: readonly T[],
  isMeant: (answer: T) => boolean,
  subject: string,
): T {
  const answer = answers.find(isMeant);
  if (answer === undefined)
    throw new SystemFailure(
      system.name,
      'unknown-outcome',
      'INCOMPLETE_BODY',
      `${system.name} said nothing of ${subject}.`,
    );
  return answer;
}

/** A 2xx whose body makes no sense says nothing of what was done. */
function parsed<S extends z.ZodType>(system: string, schema: S, body: unknown, read: boolean): z.infer<S> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const text = `${system} answered with a body that is not understood: ${issue.path.join('.')}: ${issue.message}`;
  throw new SystemFailure(system, read ? 'retryable' : 'unknown-outcome', 'INVALID_BODY', text);
}
