import { Counter, Histogram } from 'prom-client';
import { CallMeasures } from '../adapters/http/measures';
import type { Topology } from '../contracts/topology';
import { DeprecatedUses } from './deprecated-uses';
import { Consumers } from './catalog/consumers';
import { processRegistry } from '../workers/process-measures';
import type { Inspections, Ledger, Orders } from '../ledger';
import { glance } from './measures/glance';

/** Measures of one API process; label values are bounded by the code and the topology. */
export class Metrics {
  readonly registry = processRegistry();
  /** What this process asks of systems itself. */
  readonly calls = new CallMeasures(this.registry);
  /** Who calls what, for the catalogue. */
  readonly consumers = new Consumers();
  readonly gateDecisions = new Counter({
    name: 'interlock_gate_decisions_total',
    help: 'Answers of the gate',
    labelNames: ['answer'] as const,
    registers: [this.registry],
  });
  readonly gateSeconds = new Histogram({
    name: 'interlock_gate_seconds',
    help: 'Time of an answer of the gate, within the call: the question is read already',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [this.registry],
  });
  readonly gateObserved = new Counter({
    name: 'interlock_gate_observed_total',
    help: 'Answers of gates that only observe, by what enforcement would have answered',
    labelNames: ['plant', 'enforced'] as const,
    registers: [this.registry],
  });
  readonly inboundEvents = new Counter({
    name: 'interlock_inbound_events_total',
    help: 'Events from systems by what became of them',
    labelNames: ['system', 'status'] as const,
    registers: [this.registry],
  });
  readonly refusals = new Counter({
    name: 'interlock_authority_refused_total',
    help: 'What was tried without authority, by the role or the system that tried it',
    labelNames: ['by', 'action'] as const,
    registers: [this.registry],
  });
  readonly authenticationRefused = new Counter({
    name: 'interlock_authentication_refused_total',
    help: 'Requests whose sender is not known, by why',
    labelNames: ['reason'] as const,
    registers: [this.registry],
  });
  readonly duplicateEvents = new Counter({
    name: 'interlock_events_duplicate_total',
    help: 'Events that a system has sent again after they were taken, and that changed nothing',
    labelNames: ['system'] as const,
    registers: [this.registry],
  });
  readonly requests = new Histogram({
    name: 'interlock_http_request_seconds',
    help: 'Time from request to answer',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30],
    registers: [this.registry],
  });

  readonly deprecatedUses = new DeprecatedUses(this.registry);

  /** Times what a failed inspection waits for its first disposition. */
  timeDispositions(inspections: Pick<Inspections, 'dispositionDelays'>): void {
    this.timeByLedger(
      'interlock_inspection_to_disposition_seconds',
      'From a failed inspection result to the first disposition of what it held',
      [60, 600, 3_600, 14_400, 86_400, 259_200, 604_800],
      () => inspections.dispositionDelays(),
    );
  }

  /** Times the way of production orders to the shop floor. */
  timeReleases(orders: Pick<Orders, 'releaseLatencies'>): void {
    this.timeByLedger(
      'interlock_order_release_latency_seconds',
      'From the acceptance of a production order until the MES was read back to have it',
      [0.1, 0.25, 0.5, 1, 2.5, 10, 60, 3_600, 86_400],
      () => orders.releaseLatencies(),
    );
  }

  /**
   * Times by what the ledger has of it, so that the times outlive this process and are the same in every other. While the ledger
   * is out of reach they stand as they were.
   */
  private timeByLedger(
    name: string,
    help: string,
    buckets: number[],
    read: () => Promise<readonly { readonly plant: string; readonly seconds: number }[]>,
  ): void {
    const seen = glance(read);
    const times = new Histogram({
      name,
      help,
      labelNames: ['plant'] as const,
      buckets,
      registers: [],
      async collect() {
        const found = await seen();
        if (!found) return;
        this.reset();
        for (const { plant, seconds } of found) this.observe({ plant }, seconds);
      },
    });
    this.registry.registerMetric(times);
  }

  /**
   * Counts drift by what the ledger has of it, so that the count outlives this process and is the same in every other. While
   * the ledger is out of reach it stands as it was.
   */
  countDrift(ledger: Pick<Ledger, 'countDrift' | 'systemsToRead'>, topology: () => Topology): void {
    const none = () =>
      Object.keys(topology().plants).flatMap((plant) =>
        ledger.systemsToRead(plant).map((system) => ({ plant, system, count: 0 })),
      );
    const seen = glance(() => ledger.countDrift());
    const drift = new Counter({
      name: 'interlock_drift_total',
      help: 'Targets that a system was read to have changed by itself or by hand',
      labelNames: ['plant', 'system'] as const,
      registers: [],
      async collect() {
        const found = await seen();
        if (!found) return;
        this.reset();
        for (const { plant, system, count } of [...none(), ...found]) this.inc({ plant, system }, count);
      },
    });
    this.registry.registerMetric(drift);
  }
}
