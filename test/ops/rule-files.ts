import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { isAlert, type AlertingRule, type RuleFile } from '../../tools/observability/rules';
import { ROOT } from '../../tools/root';

const RULES = join(ROOT, 'ops', 'prometheus', 'rules');

/** Prometheus' rules as they are given, by their file's name. */
export const ruleFiles = (): Map<string, RuleFile> =>
  new Map(
    readdirSync(RULES).map((name) => [name, parse(readFileSync(join(RULES, name), 'utf8')) as RuleFile]),
  );

export const rules = () =>
  [...ruleFiles().values()].flatMap(({ groups }) => groups.flatMap((group) => group.rules));

export const alerts = (): AlertingRule[] => rules().filter(isAlert);
