import express, { type Express } from 'express';
import type { Logger } from 'pino';
import type { Credentials } from '../config/credentials';
import { Problem } from '../contracts/problem';
import type { Doors } from './admission';
import { authentication } from './authentication';
import { ProviderKeys } from './authentication/key-set';
import { readBody } from './body';
import { serveConsole } from './console';
import { openExchange } from './exchange';
import { Limiter } from './limits';
import { mount } from './mount';
import { allowOrigin } from './payloads';
import { answerProblem } from './problems';
import { Quotas } from './quotas';
import type { Services } from './route';
import { routes } from './routes';
import { signInOrigins } from './routes/sign-in';
import { refuseDoubleFields } from './single-fields';
import { signatureCheck } from './webhook';

/** The API over its services; it holds no state of its own, so that any number of them may run. */
export function createApp(services: Services, credentials: () => Credentials, log: Logger): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(openExchange(log, services.metrics));
  app.use(
    '/console',
    serveConsole(() => signInOrigins(services.running.topology)),
  );
  app.use(refuseDoubleFields);
  if (services.payloads) app.use('/codec', allowOrigin(services.payloads.webUi));
  app.use(readBody);
  app.use(mount(routes, services, doorsOf(services, credentials, log)));
  app.use((request) => {
    throw new Problem('not-found', `Nothing is at ${request.path}; /openapi.json lists every call.`);
  });
  app.use(answerProblem);
  return app;
}

/** Made anew with each topology and credentials file: these say who is known, and by what. */
function doorsOf(services: Services, credentials: () => Credentials, log: Logger): Doors {
  type Made = Pick<Doors, 'authenticate' | 'checkSignature'>;
  let made: { running: Services['running']; credentials: Credentials; doors: Made } | null = null;
  const providerKeys = new ProviderKeys((provider, error) =>
    log.warn({ err: error, provider }, 'the OpenID provider does not give its keys'),
  );
  const doors = (): Made => {
    const { running } = services;
    const present = credentials();
    if (made?.running !== running || made.credentials !== present) {
      made = {
        running,
        credentials: present,
        doors: {
          authenticate: authentication(services, present.keys, providerKeys, log),
          checkSignature: signatureCheck(running.topology, present.webhooks),
        },
      };
    }
    return made.doors;
  };
  return {
    authenticate: (request) => doors().authenticate(request),
    checkSignature: (system, headers, body) => doors().checkSignature(system, headers, body),
    limiter: new Limiter(() => services.running.topology.limits, new Quotas(services.ledger)),
  };
}
