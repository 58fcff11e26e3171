import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

/** Measures of one API process; label values are bounded by the code and the topology. */
export class Metrics {
  readonly registry = new Registry();
  readonly gateDecisions = new Counter({
    name: 'interlock_gate_decisions_total',
    help: 'Answers of the gate',
    labelNames: ['answer'] as const,
    registers: [this.registry],
  });
  readonly inboundEvents = new Counter({
    name: 'interlock_inbound_events_total',
    help: 'Events from systems by what became of them',
    labelNames: ['system', 'status'] as const,
    registers: [this.registry],
  });
  readonly requests = new Histogram({
    name: 'interlock_http_request_seconds',
    help: 'Time from request to answer',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }
}
