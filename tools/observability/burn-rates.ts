import { OBJECTIVE_WINDOW_DAYS } from '../../contracts/objective';
import { runbookUrl, type AlertingRule, type RecordingRule, type RuleFile } from './rules';

/**
 * Rules for error budgets: multi-window, multi-burn-rate alerts as in Google's Site Reliability Workbook, ch. 5. A burn rate of 1
 * spends a budget in exactly its window. The long window says that it matters, the short one that it still goes on.
 */
interface BurnRate {
  readonly alert: string;
  readonly rate: number;
  readonly long: string;
  readonly short: string;
  readonly severity: AlertingRule['labels']['severity'];
  /** When the budget of a whole window is gone at that rate. */
  readonly gone: string;
}
export const BURN_RATES: readonly BurnRate[] = [
  {
    alert: 'InterlockBudgetGoneInTwoDays',
    rate: 14.4,
    long: '1h',
    short: '5m',
    severity: 'critical',
    gone: 'two days',
  },
  {
    alert: 'InterlockBudgetGoneInFiveDays',
    rate: 6,
    long: '6h',
    short: '30m',
    severity: 'critical',
    gone: 'five days',
  },
  {
    alert: 'InterlockBudgetGoneInTenDays',
    rate: 3,
    long: '1d',
    short: '2h',
    severity: 'warning',
    gone: 'ten days',
  },
  {
    alert: 'InterlockBudgetGoneInFourWeeks',
    rate: 1,
    long: '3d',
    short: '6h',
    severity: 'warning',
    gone: 'four weeks',
  },
];

/**
 * Fewer than this in the long window alert nobody: a plant places a handful of holds a day, and the first late target of one
 * would already burn its budget a hundred times too fast. Single ones are seen by InterlockMaterialNotContained.
 */
const AT_LEAST = 3;
/** Measures that an API reads from the ledger are the same in every API process. */
const SERIES = 'objective, tier, plant, result';

/** Share of the bad, by objective and tier, and how many they are, over a window such as `1h`. */
export const errorRatio = (window: string): string =>
  `tier_objective:interlock_objective_errors:ratio_increase${window}`;
const errors = (window: string): string => `tier_objective:interlock_objective_errors:increase${window}`;
export const BUDGET = 'tier_objective:interlock_objective_budget:ratio';

const counted = (window: string, only: string) =>
  `sum by (objective, tier) (max by (${SERIES}) (increase(interlock_objective_events_total${only}[${window}])))`;

const recorded = (window: string): RecordingRule[] => [
  { record: errors(window), expr: counted(window, '{result="bad"}') },
  // Nothing to be measured is no ratio, and no alert.
  { record: errorRatio(window), expr: `${errors(window)} / (${counted(window, '')} > 0)` },
];

const burns = ({ alert, rate, long, short, severity, gone }: BurnRate): AlertingRule => ({
  alert,
  expr: [
    `${errorRatio(long)} > on (objective, tier) ${rate} * ${BUDGET}`,
    `and ${errorRatio(short)} > on (objective, tier) ${rate} * ${BUDGET}`,
    `and ${errors(long)} >= ${AT_LEAST}`,
  ].join('\n'),
  labels: { severity, plant: 'enterprise' },
  annotations: {
    summary: `At this rate the error budget for {{ $labels.objective }} of tier {{ $labels.tier }} is gone in ${gone}`,
    description: `{{ $value | humanizePercentage }} missed the objective in the last ${long}, which burns the budget at least ${rate} times as fast as it lasts.`,
    runbook_url: runbookUrl(alert),
  },
});

const windows = [...new Set(BURN_RATES.flatMap(({ long, short }) => [long, short]))];

export const objectiveRules: RuleFile = {
  groups: [
    {
      name: 'interlock-objectives',
      rules: [
        { record: BUDGET, expr: '1 - max by (objective, tier) (interlock_objective_ratio)' },
        ...windows.flatMap(recorded),
        ...BURN_RATES.map(burns),
      ],
    },
    {
      // Four weeks of samples are read for it.
      name: 'interlock-objectives-window',
      interval: '5m',
      rules: recorded(`${OBJECTIVE_WINDOW_DAYS}d`),
    },
  ],
};
