import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import type { Metrics } from './metrics';
import type { Exchange } from './route';
import { traceId, traceparentOf } from './trace';

export const exchangeOf = (response: Response): Exchange => response.locals.exchange as Exchange;

/** Of every answer: kept by nobody, and nothing that a browser would run, frame, or tell others of. A page of ours says otherwise itself. */
const USUAL_FIELDS = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
};

/** Opens the exchange of each request, and closes it with one log line and one measurement. */
export function openExchange(log: Logger, metrics: Metrics): RequestHandler {
  return (request, response, next) => {
    const started = performance.now();
    const hungUp = new AbortController();
    const traceparent = traceparentOf(request.get('traceparent'));
    const exchange: Exchange = {
      traceparent,
      log: log.child({ trace: traceId(traceparent) }),
      gone: hungUp.signal,
      route: null,
      caller: null,
      transaction: null,
    };
    response.locals.exchange = exchange;
    response.set({ traceparent, ...USUAL_FIELDS });
    response.on('close', () => {
      if (!response.writableFinished) hungUp.abort();
      close(request, response, exchange, (performance.now() - started) / 1000, metrics);
    });
    next();
  };
}

function close(
  request: Request,
  response: Response,
  exchange: Exchange,
  seconds: number,
  metrics: Metrics,
): void {
  const route = exchange.route ?? 'none';
  metrics.requests.observe({ method: request.method, route, status: response.statusCode }, seconds);
  if (exchange.caller && exchange.route !== null)
    metrics.consumers.saw(exchange.caller.id, `${request.method} ${route}`, new Date());
  exchange.log.info(
    {
      method: request.method,
      path: request.path,
      status: response.statusCode,
      ms: Math.round(seconds * 10_000) / 10,
      caller: exchange.caller?.id,
      transaction: exchange.transaction ?? undefined,
      ...(!response.writableFinished && { hungUp: true }),
    },
    `${request.method} ${route}`,
  );
}
