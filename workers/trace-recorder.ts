import { setTimeout as pause } from 'node:timers/promises';
import { type Context, trace } from '@opentelemetry/api';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  type IdGenerator,
  RandomIdGenerator,
  type Span,
  type SpanExporter,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { contextOf, TRANSACTION, transactionOf } from '../config/trace';
import type { BegunRun } from '../workflows/trace';
import type { Telemetry } from './telemetry';

/** What nobody has taken by then, when the process stops, is lost. */
const FLUSH_MS = 1_500;

/**
 * Records spans and sends them by OTLP over HTTP, as the standard variables say (OTEL_EXPORTER_OTLP_*, OTEL_TRACES_SAMPLER,
 * OTEL_BSP_*, OTEL_RESOURCE_ATTRIBUTES, OTEL_SERVICE_NAME).
 */
export async function recordTraces(service: string, environment: NodeJS.ProcessEnv): Promise<Telemetry> {
  const ids = new KnownIds();
  const provider = new BasicTracerProvider({
    idGenerator: ids,
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': service }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new NamesTransaction(), new BatchSpanProcessor(await exporter(environment))],
  });
  trace.setGlobalTracerProvider(provider);
  const tracer = provider.getTracer('interlock');

  const began = (workflow: string, { own, parent }: BegunRun): void => {
    const [, traceId, spanId] = String(own.traceparent).split('-');
    const attributes = { 'temporal.workflow.id': workflow };
    ids.use({ traceId: traceId!, spanId: spanId! }, () =>
      // Ended as it begins: a hold may be open for months, and a span is not sent before it ends.
      tracer.startSpan(workflow, { attributes }, contextOf(parent ?? {})).end(),
    );
  };
  return {
    sinks: { trace: { began: { fn: ({ workflowId }, run) => began(workflowId, run) } } },
    stop: async () => {
      const flushed = provider.shutdown().then(
        () => true,
        () => true,
      );
      // The exporter would try again for ten seconds, and keep the process so long.
      if (!(await Promise.race([flushed, pause(FLUSH_MS, false)]))) process.exit();
    },
  };
}

async function exporter(environment: NodeJS.ProcessEnv): Promise<SpanExporter> {
  const protocol = environment.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL ?? environment.OTEL_EXPORTER_OTLP_PROTOCOL;
  const { OTLPTraceExporter } =
    protocol === 'http/json'
      ? await import('@opentelemetry/exporter-trace-otlp-http')
      : await import('@opentelemetry/exporter-trace-otlp-proto');
  return new OTLPTraceExporter();
}

/** Ids at random, but for a span whose ids are known before it is recorded: a saga's run makes its own. */
class KnownIds implements IdGenerator {
  private readonly random = new RandomIdGenerator();
  private known: SpanIds | null = null;

  /** What is recorded by `record`, which is not asynchronous, has these ids. */
  use(ids: SpanIds, record: () => void): void {
    this.known = ids;
    record();
    this.known = null;
  }
  generateTraceId(): string {
    return this.known?.traceId ?? this.random.generateTraceId();
  }
  generateSpanId(): string {
    return this.known?.spanId ?? this.random.generateSpanId();
  }
}
interface SpanIds {
  readonly traceId: string;
  readonly spanId: string;
}

/** Each span of a saga's work names its transaction, whoever began the span. */
class NamesTransaction implements SpanProcessor {
  onStart(span: Span, parent: Context): void {
    const transaction = transactionOf(parent);
    if (transaction !== null) span.setAttribute(TRANSACTION, transaction);
  }
  onEnd(): void {}
  async forceFlush(): Promise<void> {}
  async shutdown(): Promise<void> {}
}
