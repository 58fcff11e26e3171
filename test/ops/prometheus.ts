import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { isAlert, type Rule, type RuleFile } from '../../tools/observability/rules';
import { eventually } from '../support/eventually';
import { PROMETHEUS } from './provisioned';
import { ruleFiles } from './rule-files';
import { freePort } from '../../workers/free-port';

/** All windows of the rules: long enough for a dozen scrapes. */
const WINDOW = '6s';
const OFTEN = '500ms';

/** A target that Prometheus scrapes at once when its file says so. */
export interface Target {
  readonly job: string;
  readonly address: string;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface Prometheus {
  scrape(targets: readonly Target[]): void;
  /** @throws Error that says what is wrong with the query */
  query(expr: string): Promise<string>;
  /** `<alert>/<severity>` of what is told now, once each. */
  firing(): Promise<string[]>;
  stop(): Promise<void>;
}

/** A Prometheus of its own with the rules as they are given, but for the time: what takes minutes and days takes seconds. */
export async function startPrometheus(jobs: readonly string[]): Promise<Prometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-prometheus-'));
  const file = (name: string, content: unknown) => writeFileSync(join(folder, name), stringify(content));
  const scrape = (targets: readonly Target[]) => {
    for (const job of jobs)
      file(
        join('targets', `${job}.yml`),
        targets
          .filter((target) => target.job === job)
          .map(({ address, labels }) => ({ targets: [address], labels: labels ?? {} })),
      );
  };
  for (const name of ['rules', 'targets']) mkdirSync(join(folder, name));
  for (const [name, rules] of ruleFiles()) file(join('rules', name), hastened(rules));
  scrape([]);
  file('prometheus.yml', {
    global: { scrape_interval: OFTEN, scrape_timeout: OFTEN, evaluation_interval: OFTEN },
    rule_files: ['rules/*.yml'],
    scrape_configs: jobs.map((job) => ({
      job_name: job,
      metrics_path: `/${job}`,
      file_sd_configs: [{ files: [`targets/${job}.yml`], refresh_interval: '1s' }],
    })),
  });

  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(
    PROMETHEUS,
    [
      '--config.file=prometheus.yml',
      '--storage.tsdb.path=data',
      `--web.listen-address=${address}`,
      '--log.level=warn',
    ],
    { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] },
  );
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  const ask = async (path: string) => {
    if (child.exitCode !== null) throw new Error(`Prometheus ended with ${child.exitCode} (see above).`);
    const answer = await fetch(`http://${address}${path}`);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.text();
  };
  await eventually(() => ask('/-/ready'));
  return {
    scrape,
    query: (expr) => ask(`/api/v1/query?${new URLSearchParams({ query: expr }).toString()}`),
    async firing() {
      const { data } = JSON.parse(await ask('/api/v1/alerts')) as {
        data: { alerts: { state: string; labels: Record<string, string> }[] };
      };
      const told = data.alerts.filter(({ state }) => state === 'firing');
      return [...new Set(told.map(({ labels }) => `${labels.alertname}/${labels.severity}`))].toSorted();
    },
    async stop() {
      process.off('exit', end);
      if (child.exitCode === null && child.kill('SIGKILL')) await once(child, 'exit');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const hastened = ({ groups }: RuleFile) => ({
  groups: groups.map(({ name, rules }) => ({ name, rules: rules.map(hasten) })),
});

function hasten(rule: Rule): Rule {
  const expr = rule.expr.replaceAll(/\[\d+[smhd]\]/g, `[${WINDOW}]`);
  if (!isAlert(rule)) return { ...rule, expr };
  const { alert, labels, annotations } = rule;
  return { alert, expr, labels, annotations };
}
