import type { Topology } from '../../contracts/topology';
import type { Ledger } from '../../ledger';
import { measureDeliveries } from '../delivery-metrics';
import type { Metrics } from '../metrics';
import { measureObjectives } from './objectives';
import { measureLedger } from './ledger';

/** Everything that the API measures by what the ledger has of it, beside what it counts itself. */
export function measureByLedger(
  metrics: Metrics,
  ledger: Ledger,
  topology: () => Topology,
  now: () => Date,
): void {
  const { registry } = metrics;
  metrics.countDrift(ledger, topology);
  metrics.timeDispositions(ledger.inspections);
  metrics.timeReleases(ledger.orders);
  measureObjectives(registry, ledger.objectives, now);
  measureLedger(registry, ledger.measures, topology, now);
  measureDeliveries(registry, ledger.subscriptions, now);
}
