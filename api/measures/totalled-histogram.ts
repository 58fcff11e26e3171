import { Histogram, type MetricType, type MetricValueWithName } from 'prom-client';
import type { Bucket } from '../../ledger';

/** What the totals are shown as: their own measure is one of many in the ledger. */
export interface Totalled {
  readonly name: string;
  readonly help: string;
  /** Upper bounds of the buckets, in seconds; the one without bound is added. */
  readonly buckets: readonly number[];
  /** What the ledger's `label` is called. */
  readonly label: string;
  /** Null: not known now; it stands as it was. */
  readonly read: () => Promise<readonly Bucket[] | null>;
}

// prom-client's types number the kinds of measures; what it runs on is their names.
const KIND = 'histogram' as unknown as MetricType;

/** A histogram of totals that the ledger keeps: it has nothing to observe, only to show. */
export class TotalledHistogram extends Histogram {
  private latest: readonly Bucket[] = [];

  constructor(private readonly totalled: Totalled) {
    const { name, help, buckets } = totalled;
    super({ name, help, buckets: [...buckets], labelNames: ['plant', totalled.label], registers: [] });
  }

  override async get() {
    this.latest = (await this.totalled.read()) ?? this.latest;
    const { name, help, label } = this.totalled;
    const series = new Map<string, Bucket[]>();
    for (const bucket of this.latest) {
      const key = JSON.stringify([bucket.plant, bucket.label]);
      series.set(key, [...(series.get(key) ?? []), bucket]);
    }
    const values = [...series.values()].flatMap((of) =>
      this.show(of, { plant: of[0]!.plant, [label]: of[0]!.label }),
    );
    return { name, help, type: KIND, values, aggregator: 'sum' as const, collect: () => undefined };
  }

  /** What a registry asks instead of `get` where it is there, as it is in every histogram of prom-client. */
  getForPromString() {
    return this.get();
  }

  private show(counted: readonly Bucket[], labels: Record<string, string>): MetricValueWithName<string>[] {
    const { name, buckets } = this.totalled;
    const upTo = (bound: number) =>
      counted.filter(({ le }) => le <= bound).reduce((total, { count }) => total + count, 0);
    const sum = counted.reduce((total, bucket) => total + bucket.sum, 0);
    return [
      ...[...buckets, Infinity].map((bound) => ({
        metricName: `${name}_bucket`,
        labels: { ...labels, le: bound === Infinity ? '+Inf' : bound },
        value: upTo(bound),
      })),
      { metricName: `${name}_sum`, labels, value: sum },
      { metricName: `${name}_count`, labels, value: upTo(Infinity) },
    ];
  }
}
