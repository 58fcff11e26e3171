import express, { type ErrorRequestHandler, type Express, type Request, type Response } from 'express';
import type { Logger } from 'pino';
import type { authenticator } from '../config/authentication';
import type { Caller } from '../config/caller';
import { inTraceOf, traceId, traceparentOf } from '../config/trace';
import { GateQuestion, LotId, USUAL_PURPOSE } from '../contracts/material';
import { Problem, problemBody } from '../contracts/problem';
import { ageSeconds, decideAlone, type KnownList } from '../domain/deny-list';
import type { EnterpriseLine } from './plant-gate-line';
import type { KeptDenyList } from './plant-gate-list';

export interface PlantGate {
  readonly plant: string;
  /** How old a list may be that `consume` is still answered from. */
  readonly graceSeconds: number;
  readonly kept: Pick<KeptDenyList, 'list'>;
  readonly line: Pick<EnterpriseLine, 'ask' | 'isCut'>;
  readonly authenticate: ReturnType<typeof authenticator>;
  /** Whether somebody hears of lots of their own only: whose a lot is, the list does not say. */
  readonly isPartner: (caller: Caller) => boolean;
  readonly now: () => Date;
  readonly log: Logger;
}

const Asked = GateQuestion.extend({ lot: LotId });

/**
 * A plant's own gate, one address for the plant's systems: the call of the API's gate, answered by the API while it can be
 * reached, and from the deny-list while not; then with `Age` (RFC 9111), the list's.
 */
export function createPlantGate(gate: PlantGate): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use((request, response, next) => {
    const traceparent = traceparentOf(request.get('traceparent'));
    response.locals.traceparent = traceparent;
    response.set({ traceparent });
    inTraceOf({ traceparent }, next);
  });
  app.get('/healthz', (_request, response) => void response.json(stateOf(gate)));
  app.get('/v1/lots/:lot/releasability', async (request, response) => {
    response.set('Cache-Control', 'no-store');
    const passed = await gate.line.ask(request.originalUrl, headersOf(request, response));
    if (passed) {
      response.status(passed.status).type(passed.contentType).send(passed.body);
      return;
    }
    const caller = gate.authenticate(request.headers.authorization);
    const answer = answerAlone(gate, request, gate.isPartner(caller) ? null : gate.kept.list);
    if (answer.denyList) response.set('Age', String(Math.floor(answer.denyList.ageSeconds)));
    response.json(answer);
  });
  app.use((request) => {
    throw new Problem('not-found', `Nothing is at ${request.path}: this is the gate of ${gate.plant}.`);
  });
  app.use(answerProblem(gate.log));
  return app;
}

/** @param list null: nothing is known of any lot */
function answerAlone({ graceSeconds, now }: PlantGate, request: Request, list: KnownList | null) {
  const parsed = Asked.safeParse({ ...request.query, lot: request.params.lot });
  if (!parsed.success) {
    const errors = parsed.error.issues.map(({ path, message }) => ({
      pointer: `/${path.join('/')}`,
      detail: message,
    }));
    throw new Problem('invalid-request', `${errors[0]!.pointer}: ${errors[0]!.detail}`, errors);
  }
  const { lot, plant, action, unit = null, quantity = null, to = null } = parsed.data;
  const { order = null, customer = null } = parsed.data;
  const purpose = parsed.data.purpose ?? USUAL_PURPOSE[action];
  const itsUnit = list?.lots.get(lot)?.unit;
  if (unit !== null && itsUnit !== undefined && unit !== itsUnit)
    throw new Problem('unit-mismatch', `${lot} is counted in ${itsUnit}.`, [
      { pointer: '/unit', detail: itsUnit },
    ]);
  const question = { lot, plant, action, purpose, quantity, to, order, customer };
  return decideAlone(question, unit, list, graceSeconds, now());
}

/** For whoever watches the plant: is the line whole, and what does the plant have if it is cut? */
function stateOf({ plant, kept: { list }, line, graceSeconds, now }: PlantGate) {
  return {
    plant,
    line: line.isCut ? 'cut' : 'whole',
    graceSeconds,
    denyList: list && {
      sequence: list.sequence,
      issuedAt: list.issuedAt,
      ageSeconds: ageSeconds(list.issuedAt, now()),
      lots: list.lots.size,
    },
  };
}

/** What the API needs of a request to answer it as if it had been asked itself. */
const headersOf = ({ headers }: Request, { locals }: Response): Record<string, string> => {
  const { authorization, tracestate } = headers;
  return {
    traceparent: locals.traceparent as string,
    ...(authorization !== undefined && { authorization }),
    ...(tracestate !== undefined && { tracestate: String(tracestate) }),
  };
};

/** Problems as the API writes them (RFC 9457). */
const answerProblem =
  (log: Logger): ErrorRequestHandler =>
  (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    const problem = asProblem(error);
    const trace = traceId(response.locals.traceparent as string);
    if (problem.status >= 500) log.error({ err: error }, problem.detail);
    if (problem.status === 401) response.set('WWW-Authenticate', 'Bearer');
    response
      .status(problem.status)
      .type('application/problem+json')
      .send(JSON.stringify({ ...problemBody(problem), instance: request.path, trace }));
  };

const asProblem = (error: unknown): Problem => {
  if (error instanceof Problem) return error;
  return error instanceof URIError
    ? new Problem('not-found', 'The address is not percent-encoded UTF-8.')
    : new Problem('internal', 'An error that the gate did not expect; the log of the worker has it.');
};
