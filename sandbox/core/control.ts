import express, { type ErrorRequestHandler } from 'express';
import { z } from 'zod';
import { type Clock, ClockSetting } from './clock';
import type { Effects } from './effects';
import { FaultSettings, type Faults } from './faults';
import { HandsSettings, type Hands } from './hands';
import { type Kind, NewLot } from './kind';
import { Refusal } from './refusal';
import { parse } from './route';
import type { Store } from './store';

/** The control address: what the system says of itself, and how to make it fail. It wants no credential. */
export function createControl(
  kind: Kind,
  store: Store,
  effects: Effects,
  faults: Faults,
  hands: Hands,
  clock: Clock,
  applyFaults: () => Promise<void>,
): express.Express {
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.use(express.json({ limit: '64mb' }));
  app.get('/_sandbox/state', (_request, response) => {
    store.transaction(() => kind.tick());
    response.json(kind.state());
  });
  app.get('/_sandbox/effects', (_request, response) => void response.json(effects.all()));
  app.put('/_sandbox/faults', async (request, response) => {
    faults.set(parse(FaultSettings, request.body));
    await applyFaults();
    response.json(faults.current);
  });
  app.put('/_sandbox/hands', (request, response) => {
    hands.set(parse(HandsSettings, request.body));
    response.json(hands.current);
  });
  app.put('/_sandbox/clock', (request, response) => {
    const setting = parse(ClockSetting, request.body);
    store.transaction(() => {
      clock.set(setting);
      kind.tick();
    });
    response.json({ at: new Date(clock.now()).toISOString() });
  });
  app.post('/_sandbox/lots', (request, response) => {
    const lots = parse(z.array(NewLot), request.body);
    store.transaction(() => kind.learn(lots, request.query.announce !== 'false'));
    response.status(201).json({ lots: lots.length });
  });
  app.use(refuse);
  return app;
}

const refuse: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  const status = error instanceof Refusal ? error.status : ((error as { status?: number }).status ?? 500);
  response.status(status).json({ message: error instanceof Error ? error.message : String(error) });
};
