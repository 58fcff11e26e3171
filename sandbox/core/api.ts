import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Response } from 'express';
import type { Effects } from './effects';
import type { Faults } from './faults';
import type { Kind } from './kind';
import { Refusal } from './refusal';
import type { Route } from './route';
import type { Store } from './store';

/** The system's API: bearer token, faults, then the route's work as one transaction. */
export function createApi(
  kind: Kind,
  store: Store,
  effects: Effects,
  faults: Faults,
  token: string,
): express.Express {
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.use(authenticate(token));
  app.use(express.json({ limit: '8mb' }));
  for (const route of kind.routes) app[route.method](route.path, answer(route));
  app.use((request) => {
    throw new Refusal('NO_SUCH_CALL', `There is no ${request.method} ${request.path} here.`, 404);
  });
  app.use(refuse(kind));
  return app;

  function answer(route: Route): RequestHandler {
    return async (request, response) => {
      effects.arrived(route.calls(request));
      await faults.delay(route.operation);
      if (store.isClosed || faults.current.down) return void response.destroy();
      const failure = faults.failure(route.operation);
      if (failure) return fail(response, failure);
      const work = () => {
        kind.tick();
        return route.handle(request);
      };
      const body = store.transaction(work, !faults.lies(route.operation));
      if (faults.drops(route.operation)) return void response.destroy();
      response.json(body);
    };
  }
}

function authenticate(token: string): RequestHandler {
  return (request: Request, response: Response, next) => {
    if (request.get('Authorization') === `Bearer ${token}`) return next();
    response.status(401).json({ message: 'The bearer token is missing or wrong.' });
  };
}

function fail(
  response: Response,
  { status, retryAfter }: { status: number; retryAfter: number | undefined },
): void {
  if (retryAfter !== undefined) response.set('Retry-After', String(retryAfter));
  response.status(status).json({ message: 'A fault was set at the control address.' });
}

function refuse(kind: Kind): ErrorRequestHandler {
  return (error: unknown, _request, response, _next) => {
    const refusal = error instanceof Refusal ? error : asRefusal(error);
    if (!refusal) console.error(error);
    response
      .status(refusal?.status ?? 500)
      .json(refusal ? kind.error(refusal) : { message: 'Internal error.' });
  };
}

/** What the body parser refuses: malformed JSON, a body that is too large. */
function asRefusal(error: unknown): Refusal | null {
  const status = (error as { status?: number }).status;
  return status !== undefined && status < 500 ? new Refusal('INVALID', (error as Error).message, 400) : null;
}
