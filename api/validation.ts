import type { z } from 'zod';
import { type FieldError, Problem } from '../contracts/problem';

/** More than these help nobody: a list of 5,000 lots may be wrong in every one. */
const MOST_ERRORS = 50;
const DEEPEST = 32;

/**
 * Checks a part of a request against its schema.
 * @param at JSON pointer of the part in what the caller sent; '' for the whole body
 * @throws Problem `invalid-request` with a pointer and a detail for each wrong field
 */
export function validate<S extends z.ZodType>(schema: S, input: unknown, at = ''): z.output<S> {
  refuseUnstorable(input, at, 0);
  const parsed = schema.safeParse(input, SAYING);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.flatMap((issue) => fieldErrors(issue, at)).slice(0, MOST_ERRORS);
  throw invalid(errors);
}

export function invalid(errors: readonly FieldError[]): Problem {
  const [first] = errors;
  return new Problem(
    'invalid-request',
    first ? `${first.pointer || 'the body'}: ${first.detail}` : 'The request is not valid.',
    errors,
  );
}

const sayRequired: z.core.$ZodErrorMap = (issue) =>
  issue.code === 'invalid_type' && issue.input === undefined ? 'is required' : undefined;
/** With all that zod adds: to a copy that it adds something to, V8 gives a shape of its own each time (see ledger/gate). */
const SAYING = { error: sayRequired, async: false };

export const pointer = (path: readonly PropertyKey[]): string =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

function fieldErrors(issue: z.core.$ZodIssue, at: string): FieldError[] {
  const here = at + pointer(issue.path);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      pointer: here + pointer([key]),
      detail: 'is not a field of this request',
    }));
  // The alternative with the fewest errors is the one that was most likely meant.
  if (issue.code === 'invalid_union' && issue.errors.length > 0)
    return issue.errors
      .toSorted((a, b) => a.length - b.length)[0]!
      .flatMap((inner) => fieldErrors(inner, here));
  return [{ pointer: here, detail: issue.message }];
}

/** Text that Postgres cannot store (NUL, half a surrogate pair), and nesting that no schema of ours has. */
function refuseUnstorable(value: unknown, at: string, depth: number): void {
  if (typeof value === 'string' && /[\0\p{Surrogate}]/u.test(value))
    throw invalid([
      { pointer: at, detail: 'holds a character that is not text (NUL or half a surrogate pair)' },
    ]);
  if (typeof value !== 'object' || value === null) return;
  if (depth === DEEPEST) throw invalid([{ pointer: at, detail: `is nested deeper than ${DEEPEST} levels` }]);
  for (const [key, inner] of Object.entries(value)) {
    refuseUnstorable(key, at, depth);
    refuseUnstorable(inner, at + pointer([key]), depth + 1);
  }
}
