import { Router, type Request, type Response } from 'express';
import { Problem } from '../contracts/problem';
import { admit, type Doors } from './admission';
import { watchCredential } from './authentication/watch';
import { checkCall, checkPlants, recordRefusal } from './authorisation';
import { parseBody } from './body';
import { announceDeprecation } from './deprecation';
import { exchangeOf } from './exchange';
import { bodyHash, idempotencyKey } from './idempotency';
import {
  type Answer,
  type Ask,
  type Command,
  type Exchange,
  Nothing,
  type Route,
  type Services,
} from './route';
import { isStream, sendStream } from './stream';
import { unanswered } from './unanswered';
import { validate } from './validation';

/** An Express router that serves the route table. */
export function mount(routes: readonly Route[], services: Services, doors: Doors): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const methods = new Map<string, string[]>();
  for (const route of routes) {
    const path = route.path.replaceAll(/\{(\w+)\}/g, ':$1');
    router[route.method](path, (request, response) => serve(route, request, response, services, doors));
    methods.set(path, [
      ...(methods.get(path) ?? []),
      ...(route.method === 'get' ? ['GET', 'HEAD'] : ['POST']),
    ]);
  }
  for (const [path, allowed] of methods) {
    router.all(path, (request, response) => {
      response.set('Allow', allowed.join(', '));
      throw new Problem(
        'method-not-allowed',
        `${request.method} is not taken here; ${allowed.join(', ')} is.`,
      );
    });
  }
  return router;
}

/** Who calls, whether they may, whether what they say is valid: in this order, and only then the work. */
async function serve(
  route: Route,
  request: Request,
  response: Response,
  services: Services,
  doors: Doors,
): Promise<void> {
  const exchange = exchangeOf(response);
  exchange.route = route.path;
  if (route.deprecation) announceDeprecation(route.deprecation, request, response);
  exchange.caller = await admit(route, request, response, doors, services.now()).catch((error: unknown) => {
    throw unanswered(error, route);
  });
  if (route.deprecation)
    services.metrics.deprecatedUses.count(`${request.method} ${route.path}`, exchange.caller?.id ?? 'anyone');

  const params = validate(route.params ?? Nothing, request.params);
  if (exchange.caller && route.access === undefined)
    await checkCall(route, params, exchange.caller, services);
  const body = route.body && parseBody(request, route.mediaTypes ?? ['application/json']);
  const key = route.kind === 'command' ? idempotencyKey(request.headers) : '';
  const ask: Ask = {
    params,
    query: validate(route.query ?? Nothing, withoutEmpty(request.query)),
    body: route.body && validate(route.body, body),
    headers: request.headers,
  };
  const answer =
    route.kind === 'query'
      ? await route.handle(ask, services, exchange)
      : await perform(
          route,
          ask,
          { route: `${request.method} ${request.path}`, key, bodyHash: bodyHash(body, route.secrets) },
          services,
          exchange,
        );
  if (exchange.caller && isStream(answer.body)) watchCredential(request, response, doors.authenticate);
  await send(answer, request, response, exchange);
}

async function perform(
  route: Command,
  ask: Ask,
  request: { route: string; key: string; bodyHash: string },
  services: Services,
  exchange: Exchange,
): Promise<Answer> {
  const plants = await route.plants(ask, services, exchange);
  const authority = await checkPlants(route, ask, plants, exchange.caller!, services);
  const caller = { ...exchange.caller!, authority };
  const prepared = await route.prepare?.(ask, services, exchange);
  const now = services.now();
  const { replayed, shownOnce, ...answer } = await services.ledger
    .idempotent({ ...request, caller: caller.id }, (tx) =>
      route.handle(ask, services, { caller, now, tx, traceparent: exchange.traceparent, prepared }),
    )
    .catch((error: unknown) => recordRefusal(error, route, ask, caller, exchange, services));
  if (replayed) return { ...answer, headers: { 'Idempotent-Replayed': 'true' } };
  return shownOnce ? { ...answer, body: { ...(answer.body as object), ...shownOnce } } : answer;
}

async function send(
  { status, body, location, headers }: Answer,
  request: Request,
  response: Response,
  exchange: Exchange,
): Promise<void> {
  exchange.transaction ??= transactionIn(body);
  response.status(status).set(headers ?? {});
  if (location !== undefined) response.set('Location', location);
  if (isStream(body)) await sendStream(body, request, response);
  else if (typeof body === 'string' || Buffer.isBuffer(body)) response.send(body);
  else response.type('application/json').send(JSON.stringify(body));
}

const transactionIn = (body: unknown): string | null =>
  typeof body === 'object' && body !== null && 'transaction' in body && typeof body.transaction === 'string'
    ? body.transaction
    : null;

/** `?order=` says as much as no order at all. */
const withoutEmpty = (query: Request['query']): Record<string, unknown> =>
  Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
