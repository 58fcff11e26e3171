import type { Propagation } from './measure/propagation';
import { spreadOf } from './percentiles';
import type { Figures } from './report';

/** What is to be reached on two cores. */
export interface Target {
  readonly name: string;
  judge(figures: Figures): { readonly text: string; readonly met: boolean };
}

const LONGEST_P99_MS = 500;
/** A run that keeps up has everything home soon after the last hold. */
const LONGEST_DRAIN_MS = 2_000;

/** The highest rate of arrival that was kept up with; 0 when none was. */
export const sustained = (runs: readonly Propagation[]): number =>
  Math.max(
    0,
    ...runs
      .filter(
        (run) =>
          run.drainedMs !== null &&
          run.drainedMs <= LONGEST_DRAIN_MS &&
          run.allAcknowledged.p99 <= LONGEST_P99_MS,
      )
      .map((run) => run.perSecond),
  );

/** Acknowledged at 5 holds a second, as a multiple of the floor. */
const ratio = (
  percentile: 'p50' | 'p99',
  systems: 'requiredAcknowledged' | 'allAcknowledged',
  most: number,
): Target => ({
  name: `5/s: acknowledged ${systems === 'allAcknowledged' ? 'by every system' : 'by ERP, WMS, MES'}, ${percentile} ≤ ${most} × floor`,
  judge: ({ runs, floor }) => {
    const run = runs.find(({ perSecond }) => perSecond === 5);
    const times = (run?.[systems][percentile] ?? NaN) / spreadOf(floor[systems]).p50;
    return { text: `${times.toFixed(1)} ×`, met: times <= most };
  },
});

const upTo = (name: string, most: number, unit: string, of: (figures: Figures) => number | null): Target => ({
  name: `${name} ≤ ${most} ${unit}`,
  judge: (figures) => {
    const value = of(figures);
    return {
      text: value === null ? 'never' : `${value.toFixed(1)} ${unit}`,
      met: value !== null && value <= most,
    };
  },
});

export const TARGETS: readonly Target[] = [
  ratio('p50', 'requiredAcknowledged', 5),
  ratio('p99', 'requiredAcknowledged', 15),
  ratio('p50', 'allAcknowledged', 5),
  ratio('p99', 'allAcknowledged', 15),
  {
    name: `15 holds/s sustained, p99 ≤ ${LONGEST_P99_MS} ms`,
    judge: ({ runs }) => ({ text: `${sustained(runs)} holds/s`, met: sustained(runs) >= 15 }),
  },
  upTo('gate p99', 10, 'ms', ({ gate }) => gate.atFixedRate.p99),
  upTo('SIGKILL of a worker → all effective, worst', 5, 's', ({ recoveries }) =>
    recoveries.some(({ seconds }) => seconds === null)
      ? null
      : Math.max(...recoveries.map(({ seconds }) => seconds ?? 0)),
  ),
  upTo('one large hold → all observed', 10, 's', ({ manyLots }) =>
    manyLots.allObserved === null ? null : manyLots.allObserved / 1000,
  ),
];
