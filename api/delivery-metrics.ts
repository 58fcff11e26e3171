import { Counter, Gauge, type Registry } from 'prom-client';
import type { Subscriptions } from '../ledger';
import { glance } from './measures/glance';

const GAUGES = {
  interlock_dead_letters: ['Events that a subscriber did not take, and that wait for a person', 'dead'],
  interlock_deliveries_pending: ['Deliveries to subscribers that are still to be made', 'pending'],
  interlock_delivery_lag_seconds: [
    'For how long the oldest event that is due to a subscriber has waited; replays left out',
    'lagSeconds',
  ],
} as const;
const COUNTERS = {
  interlock_deliveries_total: ['Deliveries that subscribers took', 'delivered'],
  interlock_deliveries_repeated_total: [
    'Attempts to deliver that were not the first of their delivery: a subscriber may have it twice',
    'repeated',
  ],
} as const;

/**
 * Measures of deliveries by what the ledger has of them, so that they outlive this process and are the same in every other.
 * While the ledger is out of reach they stand as they were.
 */
export function measureDeliveries(
  registry: Registry,
  subscriptions: Pick<Subscriptions, 'measures'>,
  now: () => Date,
): void {
  const read = glance(() => subscriptions.measures(now()));

  for (const [name, [help, measure]] of Object.entries(GAUGES))
    registry.registerMetric(
      new Gauge({
        name,
        help,
        registers: [],
        async collect() {
          const found = await read();
          if (found) this.set(found[measure]);
        },
      }),
    );
  for (const [name, [help, measure]] of Object.entries(COUNTERS))
    registry.registerMetric(
      new Counter({
        name,
        help,
        registers: [],
        async collect() {
          const found = await read();
          if (!found) return;
          this.reset();
          this.inc(found[measure]);
        },
      }),
    );
}
