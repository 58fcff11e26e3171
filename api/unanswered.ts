import { Problem } from '../contracts/problem';
import { asProblem } from './problems';
import type { Route } from './route';

/**
 * What a call says beside the problem when it cannot even be known who asks: a gate that is asked by a key which the ledger
 * would have to tell says no, in so many words, while the ledger is down (H2).
 */
export function unanswered(error: unknown, { failsClosed }: Pick<Route, 'failsClosed'>): unknown {
  if (failsClosed === undefined) return error;
  const problem = asProblem(error);
  if (problem.status < 500) return error;
  const closed = new Problem(problem.code, problem.detail, problem.errors, {
    ...problem.extra,
    ...failsClosed,
  });
  closed.cause = error;
  return closed;
}
