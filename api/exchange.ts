import { type Context, context, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { contextOf, currentTrace, TRANSACTION, traceparentOf } from '../config/trace';
import type { Metrics } from './metrics';
import type { Exchange } from './route';

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
    const { span, active, traceparent } = begin(request);
    const exchange = new OpenExchange(traceparent, log);
    response.locals.exchange = exchange;
    response.set({ traceparent, ...USUAL_FIELDS });
    response.on(
      'close',
      context.bind(active, () => {
        if (!response.writableFinished) exchange.hangUp();
        close(request, response, exchange, (performance.now() - started) / 1000, metrics);
        end(span, request, response, exchange);
      }),
    );
    context.with(active, next);
  };
}

/** One class, so that each has the same shape. */
class OpenExchange implements Exchange {
  route: Exchange['route'] = null;
  caller: Exchange['caller'] = null;
  transaction: Exchange['transaction'] = null;
  private controller: AbortController | null = null;
  private isCut = false;

  constructor(
    readonly traceparent: string,
    readonly log: Logger,
  ) {}

  /** Made when somebody asks, and few do: V8 lets go of an AbortSignal at a full collection only. */
  get gone(): AbortSignal {
    this.controller ??= new AbortController();
    if (this.isCut) this.controller.abort();
    return this.controller.signal;
  }

  hangUp(): void {
    this.isCut = true;
    this.controller?.abort();
  }
}

const tracer = trace.getTracer('interlock');
/** Asked all the time, by machines, about nothing. */
const UNTRACED: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics']);

/** The request's part in its caller's trace, or in a new one; what is done for it is done in that context. */
function begin(request: Request): { span: Span | null; active: Context; traceparent: string } {
  const { traceparent: given, tracestate } = request.headers;
  const parent = contextOf({ traceparent: given, tracestate });
  const options = { kind: SpanKind.SERVER, attributes: { 'http.request.method': request.method } };
  const span = UNTRACED.has(request.path) ? null : tracer.startSpan(request.method, options, parent);
  const active = span ? trace.setSpan(parent, span) : parent;
  const own = currentTrace(active);
  if (own) return { span, active, traceparent: own.traceparent };
  const traceparent = traceparentOf(request.get('traceparent'));
  return { span, active: contextOf({ traceparent }), traceparent };
}

function end(
  span: Span | null,
  { method }: Request,
  { statusCode }: Response,
  { route, transaction }: Exchange,
): void {
  span?.updateName(`${method} ${route ?? 'none'}`);
  span?.setAttributes({ 'http.route': route ?? 'none', 'http.response.status_code': statusCode });
  if (transaction !== null) span?.setAttribute(TRANSACTION, transaction);
  if (statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
  span?.end();
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
