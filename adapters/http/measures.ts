import { Counter, Histogram, type Registry } from 'prom-client';
import type { SystemSeen } from '../../contracts/system-health';
import type { EndedCall } from './client';
import { LastHeard } from './last-heard';

/**
 * What a process measures of the systems that it calls. Systems are those of the topology, methods those of the client, outcomes
 * its classes of failure: no label has a value from outside.
 */
export class CallMeasures {
  private readonly heard = new LastHeard();
  private readonly calls: Histogram<'system' | 'method' | 'outcome'>;
  private readonly again: Counter<'system'>;

  constructor(registry: Registry) {
    this.calls = new Histogram({
      name: 'interlock_system_call_seconds',
      help: 'Time of a call to a system, from when it is sent to the end of the answer',
      labelNames: ['system', 'method', 'outcome'] as const,
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
      registers: [registry],
    });
    this.again = new Counter({
      name: 'interlock_system_retries_total',
      help: 'Visits to a system that were repeated, as the one before was not answered or had no known outcome',
      labelNames: ['system'] as const,
      registers: [registry],
    });
  }

  /** Told by the outbound client of each call that has ended. */
  readonly onCall = (call: EndedCall): void => {
    const { system, method, failure, milliseconds } = call;
    this.calls.observe({ system, method, outcome: failure ?? 'ok' }, milliseconds / 1000);
    this.heard.took(call);
  };

  visitedAgain(system: string): void {
    this.again.inc({ system });
  }

  /** When each system last answered and last failed, as this process has seen. */
  get seen(): SystemSeen[] {
    return this.heard.seen;
  }
}
