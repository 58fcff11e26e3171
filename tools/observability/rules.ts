/** A file of Prometheus' rules. */
export interface RuleFile {
  readonly groups: readonly {
    readonly name: string;
    readonly interval?: string;
    readonly rules: readonly Rule[];
  }[];
}
export type Rule = RecordingRule | AlertingRule;

export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
}
export interface AlertingRule {
  readonly alert: string;
  readonly expr: string;
  /** How long it must be so, such as `5m`; not given: it is told at once. */
  readonly for?: string;
  readonly labels: { readonly severity: 'warning' | 'critical'; readonly plant?: string };
  readonly annotations: {
    readonly summary: string;
    readonly description: string;
    readonly runbook_url: string;
  };
}

export const isAlert = (rule: Rule): rule is AlertingRule => 'alert' in rule;

/** Where an alert's entry in ops/RUNBOOK.md is found. */
export const runbookUrl = (alert: string): string => `https://interlock.dev/runbook#${alert.toLowerCase()}`;
