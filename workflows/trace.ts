import { defaultPayloadConverter, type Headers } from '@temporalio/common';
import { proxySinks, workflowInfo, type Sinks, type WorkflowInterceptors } from '@temporalio/workflow';

/** The header in which Temporal's own interceptors for OpenTelemetry pass a trace on. */
const HEADER = '_tracer-data';
type Carrier = Readonly<Record<string, string>>;

/** A run that has begun, for the worker to record as a span: its own trace, and that of whoever began it. */
export interface BegunRun {
  readonly own: Carrier;
  /** Null: nobody's trace led to it. */
  readonly parent: Carrier | null;
}
export interface TraceSinks extends Sinks {
  readonly trace: { began(run: BegunRun): void };
}
const { trace } = proxySinks<TraceSinks>();

/**
 * Passes a saga's trace, and its transaction, on to all that it has done: its activities, its children, its next run. Nothing
 * is waited for: an interceptor that awaits has what follows done in another order than it was without it, and histories of the
 * one would not replay under the other (tried with Temporal's own interceptors for workflows).
 */
export function interceptors(): WorkflowInterceptors {
  let own: Carrier = {};
  const onward = (headers: Headers, more: Carrier = {}): Headers => ({
    ...headers,
    [HEADER]: defaultPayloadConverter.toPayload({ ...own, ...more }),
  });
  return {
    inbound: [
      {
        execute(input, next) {
          const header = input.headers[HEADER];
          const parent = header ? defaultPayloadConverter.fromPayload<Carrier>(header) : null;
          own = { ...parent, traceparent: traceparentOf(parent) };
          if ((parent || isScheduled()) && !workflowInfo().unsafe.isReplaying) trace.began({ own, parent });
          return next(input);
        },
      },
    ],
    outbound: [
      {
        scheduleActivity: (input, next) => {
          const step = input.options.summary ?? input.activityType;
          return next({ ...input, headers: onward(input.headers, { step }) });
        },
        scheduleLocalActivity: (input, next) => next({ ...input, headers: onward(input.headers) }),
        startChildWorkflowExecution: (input, next) => next({ ...input, headers: onward(input.headers) }),
        continueAsNew: (input, next) => next({ ...input, headers: onward(input.headers) }),
        getLogAttributes: (input, next) =>
          next({ ...input, trace: own.traceparent?.split('-')[1], transaction: transactionOf(own) }),
      },
    ],
  };
}

/**
 * The run's own span in the trace that it was begun in. Both ids are made of the run's (a UUID: 32 hexadecimal digits, the end
 * of them random), so that they are the same whenever it is replayed.
 */
function traceparentOf(parent: Carrier | null): string {
  const run = workflowInfo().runId.replaceAll('-', '');
  const [version, id, , flags] = (parent?.traceparent ?? `00-${run}--01`).split('-');
  return [version, id, run.slice(16), flags].join('-');
}

/** As `config/trace` has written it. */
const transactionOf = ({ baggage }: Carrier): string | undefined =>
  baggage && /interlock\.transaction=([^,;]+)/.exec(baggage)?.[1];

const isScheduled = (): boolean => workflowInfo().searchAttributes.TemporalScheduledById !== undefined;
