import type { Series } from './exporter';

const gauge = (name: string, alarm: number, calm = 0): Series => ({ name, calm, alarm });
const counter = (name: string, alarm: number, calm = 0): Series => ({ name, calm, alarm, counter: true });

const call = (outcome: string) => `interlock_system_call_seconds_count{system="erp",outcome="${outcome}"}`;
const answers = (answer: string) => `interlock_gate_decisions_total{answer="${answer}"}`;
const slower = (le: string) => `interlock_gate_seconds_bucket{le="${le}"}`;
const objective = (result: string) =>
  `interlock_objective_events_total{objective="propagation",tier="flight",plant="lyon",result="${result}"}`;
const budget = [
  gauge('interlock_objective_ratio{objective="propagation",tier="flight"}', 0.99, 0.99),
  counter(objective('good'), 1, 10),
  counter(objective('bad'), 10),
];
const NOTHING: readonly Series[] = [];

/** What each alert is about: measures as they are when all is well, and when it is to be told. Per scrape, where they count. */
export const ALARMS: Readonly<Record<string, readonly Series[]>> = {
  InterlockMaterialNotContained: [gauge('interlock_holds_uncontained_oldest_seconds{plant="lyon"}', 400, 50)],
  InterlockTargetsNotConverging: [
    gauge('interlock_targets_unconverged_oldest_seconds{plant="lyon",system="erp"}', 200, 100),
  ],
  InterlockDrift: [counter('interlock_drift_total{plant="lyon",system="erp"}', 5)],
  InterlockGateUnavailable: [counter(answers('releasable'), 10, 10), counter(answers('unavailable'), 10)],
  InterlockGateSlow: [
    counter(slower('0.05'), 0, 10),
    counter(slower('1'), 10, 10),
    counter(slower('+Inf'), 10, 10),
  ],
  InterlockSystemFailing: [counter(call('ok'), 10, 10), counter(call('retryable'), 10)],
  InterlockSystemMisconfigured: [counter(call('misconfigured'), 1)],
  InterlockDuplicateStorm: [counter('interlock_events_duplicate_total{system="erp"}', 20)],
  InterlockExceptionsAgeing: [gauge('interlock_exceptions_oldest_seconds{plant="lyon"}', 30_000, 60)],
  InterlockRevisionUnsynchronised: [gauge('interlock_revisions_unsynchronised{plant="lyon"}', 1)],
  InterlockReleasesBlocked: [gauge('interlock_releases_blocked{plant="lyon",kind="order"}', 1)],
  InterlockCommandsNotCarried: [gauge('interlock_commands_oldest_seconds', 60)],
  InterlockTaskQueueBacklog: [
    gauge('interlock_task_queue_backlog_age_seconds{queue="system.erp"}', 100, 0.1),
  ],
  InterlockQueueNotPolled: [
    gauge('interlock_task_queue_backlog{queue="system.erp"}', 3),
    gauge('temporal_num_pollers{poller_type="activity_task",task_queue="system.erp"}', 0, 8),
  ],
  InterlockDeliveriesLate: [gauge('interlock_delivery_lag_seconds', 400, 1)],
  InterlockDeadLetters: [gauge('interlock_dead_letters', 1)],
  InterlockLedgerUnreachable: [gauge('interlock_ledger_reachable', 0, 1)],
  InterlockAuditSealOverdue: [gauge('interlock_audit_seal_age_seconds', 100, 5)],
  // These three are about what is not there: the test takes it away.
  InterlockProcessDown: NOTHING,
  InterlockNotScraped: NOTHING,
  InterlockMeasuresAbsent: NOTHING,
  InterlockBudgetGoneInTwoDays: budget,
  InterlockBudgetGoneInFiveDays: NOTHING,
  InterlockBudgetGoneInTenDays: NOTHING,
  InterlockBudgetGoneInFourWeeks: NOTHING,
};
