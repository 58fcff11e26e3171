import { choice, dashboard, figure, graph } from './parts';

const SYSTEM = '{system=~"$system"}';
const every = (by: string, measure: string) => `sum by (${by}) (rate(${measure}[$__rate_interval]))`;

/** What an engineer asks: which system is late, and why. */
export const systems = dashboard({
  title: 'Systems',
  description: 'How each system answers, and what waits for it',
  choices: [choice('system', 'interlock_targets_unconverged')],
  since: 'now-6h',
  rows: [
    {
      title: 'What waits',
      panels: [
        figure(
          'Oldest not home',
          's',
          'For how long a system has not been read back to have done what it was asked',
          { '{system}': `max by (system) (interlock_targets_unconverged_oldest_seconds${SYSTEM})` },
          [120, 900],
        ),
        figure(
          'Exceptions',
          'short',
          'Steps at this system that wait for a person',
          {
            '{system}': `sum by (system) (max by (plant, product_family, system) (interlock_exceptions_open${SYSTEM}))`,
          },
          [1, 10],
        ),
        figure(
          'Calls that fail',
          'percentunit',
          'Share of the calls of the last five minutes that were not answered, or answered too late',
          {
            '{system}':
              `sum by (system) (rate(interlock_system_call_seconds_count{system=~"$system", outcome=~"retryable|unknown-outcome"}[5m]))` +
              ` / (sum by (system) (rate(interlock_system_call_seconds_count${SYSTEM}[5m])) > 0)`,
          },
          [0.05, 0.2],
        ),
        figure(
          'Drift today',
          'short',
          'What the system changed by itself or by hand in the last day',
          {
            '{system}': `sum by (system) (max by (plant, system) (increase(interlock_drift_total${SYSTEM}[1d])))`,
          },
          [1, 10],
        ),
        graph('Targets not home', 'short', 'By how long they have not been', {
          '{system} up to {age}': `sum by (system, age) (max by (plant, system, age) (interlock_targets_unconverged${SYSTEM}))`,
        }),
        graph('Oldest not home', 's', 'It goes on growing where nobody answers', {
          '{system}': `max by (system) (interlock_targets_unconverged_oldest_seconds${SYSTEM})`,
        }),
      ],
    },
    {
      title: 'How they answer',
      panels: [
        graph(
          'Calls',
          'cps',
          'By what came of them: ok, rejected (understood and refused), retryable (certainly not done), unknown-outcome, misconfigured, cancelled',
          {
            '{system} {outcome}': every('system, outcome', `interlock_system_call_seconds_count${SYSTEM}`),
          },
        ),
        graph('Time of a call, slowest twentieth', 's', 'Whatever came of it', {
          '{system}': `histogram_quantile(0.95, ${every('le, system', `interlock_system_call_seconds_bucket${SYSTEM}`)})`,
        }),
        graph('Asked again', 'cps', 'Visits that were repeated, as the one before was not answered', {
          '{system}': every('system', `interlock_system_retries_total${SYSTEM}`),
        }),
        graph(
          'Containment, median',
          's',
          'From the acceptance of a hold until the system was read back to hold',
          {
            '{system}': `histogram_quantile(0.5, ${every('le, system', `interlock_hold_propagation_seconds_bucket${SYSTEM}`)})`,
          },
        ),
      ],
    },
    {
      title: 'What they tell',
      panels: [
        graph('Events', 'cps', 'By what became of them', {
          '{system} {status}': every('system, status', `interlock_inbound_events_total${SYSTEM}`),
        }),
        graph('Events told again', 'cps', 'They were taken before, and change nothing', {
          '{system}': every('system', `interlock_events_duplicate_total${SYSTEM}`),
        }),
      ],
    },
  ],
});
