import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { routes } from '../../api/routes';
import { FILES } from '../../tools/observability/files';
import { runbookUrl } from '../../tools/observability/rules';
import { ROOT } from '../../tools/root';
import { describeWithPrometheus, PROMTOOL } from './provisioned';
import { alerts } from './rule-files';

const OPS = join(ROOT, 'ops', 'prometheus');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const names = [...new Set(alerts().map(({ alert }) => alert))];

describeWithPrometheus('promtool', () => {
  /** @throws Error with what it found */
  const promtool = (...args: string[]) => execFileSync(PROMTOOL, args, { cwd: ROOT, encoding: 'utf8' });
  const files = (folder: string) => readdirSync(join(OPS, folder)).map((name) => join(OPS, folder, name));

  it('finds nothing wrong with the rules, nor with the configuration', () => {
    expect(promtool('check', 'rules', '--lint=all', '--lint-fatal', ...files('rules'))).toContain('SUCCESS');
    expect(promtool('check', 'config', join(OPS, 'prometheus.yml'))).toContain('SUCCESS');
  });

  it('passes the unit tests of the rules', () => {
    expect(promtool('test', 'rules', ...files('tests'))).not.toContain('FAILED');
  });
});

it('every alert has unit tests that see it told, and not told', () => {
  const tests = ['interlock', 'objectives', 'slow'].map((name) => read(`ops/prometheus/tests/${name}.yml`));
  const tested = tests.flatMap((text) => [...text.matchAll(/alertname="(\w+)"/g)].map(([, name]) => name!));
  expect([...new Set(tested)].toSorted()).toEqual(names.toSorted());
});

it.each(alerts().map((alert) => [`${alert.alert} (${alert.labels.severity})`, alert] as const))(
  '%s says how bad it is, where, what it means, and where its entry of the runbook is',
  (_, { alert, expr, labels, annotations }) => {
    expect(['warning', 'critical']).toContain(labels.severity);
    if (labels.plant === undefined) expect(expr).toMatch(/by \([^)]*\bplant\b/);
    expect(annotations.summary).toMatch(/\S/);
    expect(annotations.description).toMatch(/\.$/);
    expect(annotations.runbook_url).toBe(runbookUrl(alert));
  },
);

it('every alert has an entry in the runbook that answers the same questions', () => {
  const entries = new Map(
    read('ops/RUNBOOK.md')
      .split(/^## /m)
      .slice(1)
      .map((entry) => [entry.slice(0, entry.indexOf('\n')), entry]),
  );
  expect([...entries.keys()]).toEqual(names);
  for (const [, entry] of entries)
    for (const question of ['For the plant', 'Look first', 'Do', 'Do not', 'Threshold'])
      expect(entry).toMatch(new RegExp(`^- \\*\\*${question}:\\*\\* \\S`, 'm'));
});

it('the runbook sends people to calls, commands and settings that there are', () => {
  const text = read('ops/RUNBOOK.md');
  const calls = [...text.matchAll(/`(GET|POST) (\/[^`?\s]*)[^`]*`/g)].map(([, method, path]) => [
    method,
    path,
  ]);
  expect(calls.length).toBeGreaterThan(10);
  const known = routes.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  for (const [method, path] of calls) expect(known).toContain(`${method} ${path}`);
  const alertsNamed = [...text.matchAll(/\bInterlock[A-Z]\w+/g)].map(([name]) => name);
  for (const name of alertsNamed) expect(names).toContain(name);
});

it('what is generated is as it would be made now', () => {
  for (const [path, text] of Object.entries(FILES)) expect([path, read(path)]).toEqual([path, text]);
});
