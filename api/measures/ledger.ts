import { Gauge, type Registry } from 'prom-client';
import type { Topology } from '../../contracts/topology';
import { HISTOGRAMS, type Measures } from '../../ledger';
import { glance } from './glance';
import { OPEN_GAUGES } from './open';
import { TotalledHistogram } from './totalled-histogram';

/**
 * Measures by what the ledger has of them, so that they outlive this process and are the same in every other: of several
 * processes, one is to be asked, or the greatest taken. While the ledger is out of reach they stand as they were, and
 * `interlock_ledger_reachable` says so.
 */
export function measureLedger(
  registry: Registry,
  measures: Pick<Measures, 'counts' | 'buckets'>,
  topology: () => Topology,
  now: () => Date,
): void {
  const counts = glance(() => measures.counts(now()));
  registry.registerMetric(
    new Gauge({
      name: 'interlock_ledger_reachable',
      help: 'Whether the ledger answered this scrape: 1, or 0 where measures of the ledger stand as they were',
      registers: [],
      async collect() {
        this.set((await counts()) === null ? 0 : 1);
      },
    }),
  );
  for (const { name, help, labelNames, values } of OPEN_GAUGES)
    registry.registerMetric(
      new Gauge({
        name,
        help,
        labelNames: [...labelNames],
        registers: [],
        async collect() {
          const counted = await counts();
          if (!counted) return;
          this.reset();
          for (const { labels, value } of values(counted, topology())) this.set(labels, value);
        },
      }),
    );
  const buckets = glance(() => measures.buckets());
  const of = (measure: string) => async () =>
    (await buckets())?.filter((bucket) => bucket.measure === measure) ?? null;
  registry.registerMetric(
    new TotalledHistogram({
      name: 'interlock_hold_propagation_seconds',
      help: 'From the acceptance of a hold until a system that must hold was read back to hold',
      label: 'system',
      buckets: HISTOGRAMS['hold-propagation'],
      read: of('hold-propagation'),
    }),
  );
  registry.registerMetric(
    new TotalledHistogram({
      name: 'interlock_change_lead_time_seconds',
      help: "What a plant's rollout of a change spent in a state that it has left",
      label: 'step',
      buckets: HISTOGRAMS['change-lead-time'],
      read: of('change-lead-time'),
    }),
  );
}
