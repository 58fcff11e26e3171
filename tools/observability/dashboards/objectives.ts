import { OBJECTIVE_WINDOW_DAYS } from '../../../contracts/objective';
import { BUDGET, BURN_RATES, errorRatio } from '../burn-rates';
import { choice, dashboard, figure, graph } from './parts';

const TIER = '{tier=~"$tier"}';
const WINDOW = `${OBJECTIVE_WINDOW_DAYS}d`;
const of = (measure: string) => `${measure}${TIER}`;
const name = '{objective} {tier}';
/** How many times as fast as it lasts the budget was burnt in a window. */
const burnt = (window: string) => `${of(errorRatio(window))} / on (objective, tier) ${of(BUDGET)}`;

/** What was promised, and what is left of it. */
export const objectives = dashboard({
  title: 'Objectives',
  description: 'What is promised of each tier, how well it is kept, and how fast its error budget is spent',
  choices: [choice('tier', 'interlock_objective_ratio')],
  since: 'now-7d',
  rows: [
    {
      title: 'The last four weeks',
      panels: [
        figure(
          'Missed',
          'percentunit',
          'Share that was late',
          { [name]: of(errorRatio(WINDOW)) },
          [0.001, 0.01],
        ),
        figure(
          'Budget spent',
          'percentunit',
          '100 %: as much was late as may be',
          { [name]: burnt(WINDOW) },
          [0.5, 1],
        ),
        figure(
          'Promised',
          'percentunit',
          'Share that is to be within the time',
          { [name]: `max by (objective, tier) (${of('interlock_objective_ratio')})` },
          [2, 2],
        ),
        figure(
          'Within',
          's',
          'The time that is promised',
          { [name]: `max by (objective, tier) (${of('interlock_objective_threshold_seconds')})` },
          [1e9, 1e9],
        ),
      ],
    },
    {
      title: 'How fast the budget is spent',
      panels: BURN_RATES.map(({ rate, long, short, gone }) =>
        graph(
          `Burn rate in ${long}`,
          'short',
          `An alert is told where both windows are over ${rate}: the budget is gone in ${gone}`,
          {
            [`${name} in ${long}`]: burnt(long),
            [`${name} in ${short}`]: burnt(short),
            told: `vector(${rate})`,
          },
        ),
      ),
    },
    {
      title: 'What is measured',
      panels: [
        graph('Late, by plant', 'short', 'In an hour', {
          '{objective} {tier} {plant}': `max by (objective, tier, plant) (increase(interlock_objective_events_total{tier=~"$tier", result="bad"}[1h]))`,
        }),
        graph('All, by plant', 'short', 'In an hour', {
          '{objective} {tier} {plant}': `sum by (objective, tier, plant) (max by (objective, tier, plant, result) (increase(interlock_objective_events_total${TIER}[1h])))`,
        }),
      ],
    },
  ],
});
