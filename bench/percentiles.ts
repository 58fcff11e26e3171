/** How a sample is spread; in the sample's own unit. */
export interface Spread {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** Nearest-rank percentiles. @throws Error when there is nothing to describe */
export function spreadOf(sample: readonly number[]): Spread {
  if (sample.length === 0) throw new Error('There is no sample to describe: nothing was measured.');
  const sorted = sample.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(Math.ceil(share * sorted.length) - 1, 0)]!;
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: sorted.at(-1)! };
}
