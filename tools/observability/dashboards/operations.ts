import { dashboard, figure, graph } from './parts';

const slowest = (share: number, measure: string, by: string) =>
  `histogram_quantile(${share}, sum by (${['le', by].filter(Boolean).join(', ')}) (rate(${measure}_bucket[$__rate_interval])))`;

/** What whoever runs Interlock asks: does it run, what queues, how quick is it. */
export const operations = dashboard({
  title: 'Operations',
  description: "Interlock's own processes, queues and calls",
  choices: [],
  since: 'now-6h',
  rows: [
    {
      title: 'Does it run',
      panels: [
        figure(
          'Processes down',
          'short',
          'Of those that are scraped',
          { processes: 'count(up{job=~"interlock-.+"} == 0) or vector(0)' },
          [1, 2],
        ),
        figure(
          'Ledger',
          'short',
          '1: every API reaches it',
          { reached: '1 - min(interlock_ledger_reachable)' },
          [1, 1],
        ),
        figure(
          'Oldest command',
          's',
          'For how long what was accepted has waited for Temporal',
          { waits: 'max(interlock_commands_oldest_seconds)' },
          [5, 30],
        ),
        figure(
          'Dead letters',
          'short',
          'Events that a subscriber did not take',
          { events: 'max(interlock_dead_letters)' },
          [1, 10],
        ),
        graph('Builds', 'short', 'Processes, by the build that they run', {
          '{version} {build}': 'count by (version, build) (interlock_build_info)',
        }),
        graph('Audit not sealed', 's', 'Age of the oldest row that is not sealed. Usually under 5 s.', {
          age: 'max(interlock_audit_seal_age_seconds)',
        }),
      ],
    },
    {
      title: 'The gate',
      panels: [
        graph('Answers', 'cps', 'unavailable: it could not tell, and said no', {
          '{answer}': 'sum by (answer) (rate(interlock_gate_decisions_total[$__rate_interval]))',
        }),
        graph('Time of an answer', 's', 'A plant takes the line as cut after a second', {
          median: slowest(0.5, 'interlock_gate_seconds', ''),
          'slowest hundredth': slowest(0.99, 'interlock_gate_seconds', ''),
        }),
      ],
    },
    {
      title: 'Queues',
      panels: [
        graph('Commands', 'short', 'What was accepted and is still to be carried to Temporal', {
          waiting: 'max(interlock_commands_waiting)',
        }),
        graph('Task queues', 'short', 'Tasks that wait for a worker', {
          '{queue}': 'max by (queue) (interlock_task_queue_backlog)',
        }),
        graph('Oldest task', 's', 'By queue', {
          '{queue}': 'max by (queue) (interlock_task_queue_backlog_age_seconds)',
        }),
        graph('Deliveries', 'short', 'Events that are still to be told to subscribers', {
          pending: 'max(interlock_deliveries_pending)',
        }),
        graph('Deliveries late by', 's', 'For how long the oldest event that is due has waited', {
          lag: 'max(interlock_delivery_lag_seconds)',
        }),
        graph('Deliveries made', 'cps', 'repeated: attempts that were not the first', {
          taken: 'max(rate(interlock_deliveries_total[$__rate_interval]))',
          repeated: 'max(rate(interlock_deliveries_repeated_total[$__rate_interval]))',
        }),
      ],
    },
    {
      title: 'Calls of the API',
      panels: [
        graph('Calls', 'cps', 'By what was answered', {
          '{status}': 'sum by (status) (rate(interlock_http_request_seconds_count[$__rate_interval]))',
        }),
        graph('Time of a call, slowest twentieth', 's', 'By route', {
          '{method} {route}': slowest(0.95, 'interlock_http_request_seconds', 'method, route'),
        }),
        graph('Refused: no authority', 'cps', 'By who tried it', {
          '{by} {action}': 'sum by (by, action) (rate(interlock_authority_refused_total[$__rate_interval]))',
        }),
        graph('Refused: not known', 'cps', 'Requests whose sender is not known', {
          '{reason}': 'sum by (reason) (rate(interlock_authentication_refused_total[$__rate_interval]))',
        }),
      ],
    },
    {
      title: 'Processes',
      panels: [
        graph('Processor', 'percentunit', 'Share of one core', {
          '{job} {instance}': 'rate(process_cpu_seconds_total{job=~"interlock-.+"}[$__rate_interval])',
        }),
        graph('Memory', 'bytes', 'Resident', {
          '{job} {instance}': 'process_resident_memory_bytes{job=~"interlock-.+"}',
        }),
        graph(
          'Event loop late by, slowest hundredth',
          's',
          'Usually milliseconds: what is more delays every answer',
          { '{job} {instance}': 'nodejs_eventloop_lag_p99_seconds{job=~"interlock-.+"}' },
        ),
      ],
    },
  ],
});
