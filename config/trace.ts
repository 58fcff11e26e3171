import { randomBytes } from 'node:crypto';
import {
  type Attributes,
  context,
  type Context,
  isSpanContextValid,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';

/** The trace that some work belongs to, as it travels (W3C Trace Context). */
export interface TraceContext {
  readonly traceparent: string;
  readonly tracestate?: string;
}
/** What travels with a call or a workflow: `traceparent`, `tracestate`, and, within Interlock, `baggage` with the transaction. */
export type Carrier = Readonly<Record<string, string>>;

/** Member of the baggage, and attribute of spans. */
export const TRANSACTION = 'interlock.transaction';

/** Does nothing, and passes the caller's trace on, while no tracing is set up (`workers/telemetry`). */
const tracer = trace.getTracer('interlock');

/** A trace of its own, for work that nobody's trace leads to. */
export const newTrace = (): TraceContext => ({
  traceparent: `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`,
});

/** Version 00; all-zero ids are invalid by its rule. */
const VALID = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The caller's `traceparent`, or a new one where it is missing or invalid. */
export const traceparentOf = (given: string | undefined): string =>
  given !== undefined && VALID.test(given) ? given : newTrace().traceparent;

export const traceId = (traceparent: string): string => traceparent.split('-')[1]!;

/** The context of work that comes with a carrier; none of ours where it has no valid trace. */
export const contextOf = (carrier: object): Context => propagation.extract(ROOT_CONTEXT, carrier);

/** The trace of the work under way; null: there is none. */
export function currentTrace(of: Context = context.active()): TraceContext | null {
  const { traceparent, tracestate } = carrierOf(of);
  return traceparent === undefined ? null : { traceparent, ...(tracestate ? { tracestate } : {}) };
}

/** All that is to travel from the work under way to another process of Interlock. */
export function carrierOf(of: Context): Partial<Carrier> {
  const carrier: Record<string, string> = {};
  propagation.inject(of, carrier);
  return carrier;
}

export function currentTraceId(): string | null {
  const found = trace.getSpanContext(context.active());
  return found && isSpanContextValid(found) ? found.traceId : null;
}

/** A saga's work: what is logged and recorded in this context names its transaction. */
export const ofTransaction = (of: Context, transaction: string): Context =>
  propagation.setBaggage(of, propagation.createBaggage({ [TRANSACTION]: { value: transaction } }));

export const transactionOf = (of: Context): string | null =>
  propagation.getBaggage(of)?.getEntry(TRANSACTION)?.value ?? null;

/** What each log line says of the work that it is about. */
export function traceFields(): { trace?: string; transaction?: string } {
  const id = currentTraceId();
  const transaction = transactionOf(context.active());
  // Pino adds the line's own fields to it: to an object that was spread, V8 makes a shape of its own each time.
  const fields: ReturnType<typeof traceFields> = {};
  if (id !== null) fields.trace = id;
  if (transaction !== null) fields.transaction = transaction;
  return fields;
}

/** Work that comes with a carrier, in its trace, or in a new one. */
export function inTraceOf<T>(carrier: Partial<Carrier> | TraceContext | null, work: () => T): T {
  const given = contextOf(carrier ?? {});
  return context.with(currentTrace(given) ? given : contextOf(newTrace()), work);
}

export interface SpanDescription {
  readonly name: string;
  readonly kind?: SpanKind;
  readonly attributes: Attributes;
  /** What an error is called: its text may have what a system answered, and is the log's. */
  readonly errorType: (error: unknown) => string;
}

/** Work as a span of the trace under way, in whose context it is done. */
export const inSpan = <T>(
  { name, kind = SpanKind.INTERNAL, attributes, errorType }: SpanDescription,
  work: (span: Span) => Promise<T>,
): Promise<T> =>
  tracer.startActiveSpan(name, { kind, attributes }, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      span.setAttribute('error.type', errorType(error));
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
