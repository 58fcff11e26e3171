import express, { type Express } from 'express';
import type { Logger } from 'pino';
import type { Credentials } from '../config/credentials';
import { Problem } from '../contracts/problem';
import { authentication } from './authentication';
import { readBody } from './body';
import { openExchange } from './exchange';
import { mount } from './mount';
import { answerProblem } from './problems';
import type { Services } from './route';
import { routes } from './routes';
import { signatureCheck } from './webhook';

/** The API over its services; it holds no state of its own, so that any number of them may run. */
export function createApp(services: Services, credentials: Credentials, log: Logger): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(openExchange(log, services.metrics));
  app.use(readBody);
  app.use(
    mount(routes, services, {
      authenticate: authentication(services, credentials.keys, log),
      checkSignature: signatureCheck(services.topology, credentials.webhooks),
    }),
  );
  app.use((request) => {
    throw new Problem('not-found', `Nothing is at ${request.path}; /openapi.json lists every call.`);
  });
  app.use(answerProblem);
  return app;
}
