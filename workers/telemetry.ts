import { context, propagation } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import type { InjectedSinks } from '@temporalio/worker';
import type { TraceSinks } from '../workflows/trace';

/** A process's tracing. */
export interface Telemetry {
  /** What the workflow bundle tells of the runs that begin. */
  readonly sinks: InjectedSinks<TraceSinks>;
  /** Sends what was not sent yet, as the last thing that the process does: where nobody takes it soon, the process ends. */
  stop(): Promise<void>;
}

const OFF: Telemetry = {
  sinks: { trace: { began: { fn: () => undefined } } },
  stop: () => Promise.resolve(),
};

/**
 * Passes traces on within this process, through it, and out of it; records them where the standard variables of OpenTelemetry
 * name an endpoint to send them to. Without one nothing that records is so much as loaded. To be called once, first of all.
 * @param service the process's name, for who has not set OTEL_SERVICE_NAME
 */
export async function startTelemetry(
  service: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Telemetry> {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(
    new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()] }),
  );
  if (!isOn(environment)) return OFF;
  const { recordTraces } = await import('./trace-recorder.js');
  return recordTraces(service, environment);
}

const isOn = (environment: NodeJS.ProcessEnv): boolean =>
  Boolean(environment.OTEL_EXPORTER_OTLP_ENDPOINT ?? environment.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) &&
  environment.OTEL_SDK_DISABLED?.toLowerCase() !== 'true' &&
  environment.OTEL_TRACES_EXPORTER !== 'none';
