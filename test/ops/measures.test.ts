import { allMeasures } from '../../tools/measures/table';
import { expressions, grouped, panelExpressions, recorded, selectors } from './expressions';

/** What Prometheus itself adds to each series, and what a histogram's buckets have. */
const EVERYWHERE = ['job', 'instance', 'le'];
/** Of what is not Interlock's own: labels that rules and dashboards may go by. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  up: ['plant'],
  temporal_num_pollers: ['task_queue', 'poller_type', 'queue'],
  process_cpu_seconds_total: [],
  process_resident_memory_bytes: [],
  nodejs_eventloop_lag_p99_seconds: [],
};
/** What is recorded has the labels that it was recorded by. */
const RECORDED = ['objective', 'tier'];

const measures = new Map(
  allMeasures().flatMap(({ name, type, labels }) =>
    (type === 'histogram' ? ['_bucket', '_sum', '_count'] : ['']).map((suffix) => [name + suffix, labels]),
  ),
);
const labelsOf = (measure: string): readonly string[] | undefined =>
  measures.get(measure) ?? OTHERS[measure] ?? (recorded().includes(measure) ? RECORDED : undefined);

it.each(expressions().map((expression) => [expression.where, expression.expr, expression] as const))(
  '%s reads measures that there are, by labels that they have: %s',
  (_, expr) => {
    const read = selectors(expr);
    // A line to compare with reads nothing.
    if (!/^vector\([\d.]+\)$/.test(expr)) expect(read).not.toEqual([]);
    const all = new Set(EVERYWHERE);
    for (const { measure, labels } of read) {
      const known = labelsOf(measure);
      expect([measure, known]).toEqual([measure, expect.any(Array)]);
      for (const label of labels) expect([...EVERYWHERE, ...known!]).toContain(label);
      known!.forEach((label) => all.add(label));
    }
    for (const label of grouped(expr)) expect([...all]).toContain(label);
  },
);

it('series are called by labels that their query leaves them', () => {
  for (const { where, expr, legend } of panelExpressions()) {
    const left =
      grouped(expr).length > 0 ? grouped(expr) : selectors(expr).flatMap((one) => labelsOf(one.measure)!);
    for (const [, label] of legend!.matchAll(/\{\{(\w+)\}\}/g))
      expect([where, [...left, ...EVERYWHERE]]).toEqual([where, expect.arrayContaining([label])]);
  }
});
