import type { ErrorRequestHandler, Request, Response } from 'express';
import { traceId } from '../config/trace';
import { Problem, problemBody } from '../contracts/problem';
import { LedgerUnavailable } from '../ledger';
import { Refused } from './authentication/refusal';
import type { Exchange } from './route';

/** The one place where an error becomes an answer. */
export const answerProblem: ErrorRequestHandler = (
  error: unknown,
  request: Request,
  response: Response,
  next,
) => {
  if (response.headersSent) return next(error);
  const exchange = response.locals.exchange as Exchange;
  const problem = asProblem(error);
  if (problem.status >= 500)
    exchange.log.error({ err: error, transaction: exchange.transaction ?? undefined }, problem.detail);
  if (problem.status === 401)
    response.set('WWW-Authenticate', problem instanceof Refused ? problem.challenge : 'Bearer');
  if (mayPass(problem)) response.set('Retry-After', '1');
  response
    .status(problem.status)
    .type('application/problem+json')
    .send(
      JSON.stringify({
        ...problemBody(problem),
        instance: request.path,
        trace: traceId(exchange.traceparent),
        ...(exchange.transaction !== null && { transaction: exchange.transaction }),
      }),
    );
};

/** Whether the same request may succeed a moment later. */
export const mayPass = ({ code, status }: Pick<Problem, 'code' | 'status'>): boolean =>
  status >= 500 || code === 'contended' || code === 'request-in-flight';

/** Errors of the body reader, the router and the ledger, in our own words. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof LedgerUnavailable)
    return new Problem(
      'ledger-unavailable',
      'The ledger cannot be reached. Send the request again: with the same Idempotency-Key nothing is done twice.',
    );
  if (error instanceof URIError) return new Problem('not-found', 'The address is not percent-encoded UTF-8.');
  switch (httpStatus(error)) {
    case 400:
      return new Problem('malformed-json', `The body could not be read: ${(error as Error).message}.`);
    case 413:
      return new Problem('body-too-large', 'A body may have 1 MiB at most.');
    case 415:
      return new Problem('unsupported-media-type', `${(error as Error).message}.`);
    default:
      return new Problem(
        'internal',
        'An error that Interlock did not expect; the log has it under the trace id.',
      );
  }
}

const httpStatus = (error: unknown): unknown =>
  error instanceof Error && 'status' in error ? error.status : undefined;
