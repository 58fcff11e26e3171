/** What was promised of a share, and what came of it. */
export interface Counts {
  /** Within the time. */
  readonly good: number;
  /** Late, or not there yet though the time is over. */
  readonly bad: number;
}

export const sum = (counts: readonly Counts[]): Counts => ({
  good: counts.reduce((total, { good }) => total + good, 0),
  bad: counts.reduce((total, { bad }) => total + bad, 0),
});

/** Share of the good, 0 to 1; null: there was nothing to be measured. */
export const measured = ({ good, bad }: Counts): number | null =>
  good + bad === 0 ? null : good / (good + bad);

/**
 * The error budget (Google, The Site Reliability Workbook, ch. 2): what may be bad of so many while the promise is still kept.
 * @param share that is promised, above 0 and below 1
 * @returns `allowed`, how many may be bad; `left`, the share of it that is not spent: 1 nothing, 0 all, below 0 more than all;
 *   null: there was nothing to spend it on
 */
export function errorBudget(share: number, counts: Counts): { allowed: number; left: number | null } {
  const total = counts.good + counts.bad;
  const allowed = exactly(total * (1 - share));
  return { allowed, left: total === 0 ? null : exactly(1 - counts.bad / allowed) };
}

/** Without what floating point adds to 1 - 0.999. */
const exactly = (value: number): number => Number(value.toFixed(6));
