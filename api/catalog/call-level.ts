import type { CatalogApi } from '../../contracts/catalog';
import type { Metrics } from '../metrics';

type Level = CatalogApi['serviceLevel'];
type Value = Awaited<ReturnType<Metrics['requests']['get']>>['values'][number];

const SHARE = 0.95;

/** How each call did, by `<method> <path>`, out of the histogram that `/metrics` shows. */
export async function callLevels(metrics: Metrics): Promise<ReadonlyMap<string, Level>> {
  const { values } = await metrics.requests.get();
  const byCall = new Map<string, Value[]>();
  for (const value of values) {
    const call = `${value.labels.method} ${value.labels.route}`;
    byCall.set(call, [...(byCall.get(call) ?? []), value]);
  }
  return new Map([...byCall].map(([call, own]) => [call, levelOf(own)]));
}

function levelOf(values: readonly Value[]): Level {
  const counts = values.filter(({ metricName }) => metricName?.endsWith('_count'));
  const calls = sum(counts);
  const failed = sum(counts.filter(({ labels }) => Number(labels.status) >= 500));
  return { calls, availability: calls === 0 ? null : 1 - failed / calls, p95Seconds: bound(values, calls) };
}

/** The smallest bucket that holds so many of the calls; null: they took longer than the longest, or there are none. */
function bound(values: readonly Value[], calls: number): number | null {
  const buckets = new Map<number, number>();
  for (const { metricName, labels, value } of values) {
    const edge = Number((labels as { le?: string | number }).le);
    if (metricName?.endsWith('_bucket') && Number.isFinite(edge))
      buckets.set(edge, (buckets.get(edge) ?? 0) + value);
  }
  const holding = [...buckets].filter(([, count]) => calls > 0 && count >= SHARE * calls);
  return holding.length === 0 ? null : Math.min(...holding.map(([edge]) => edge));
}

const sum = (values: readonly Value[]): number => values.reduce((all, { value }) => all + value, 0);
