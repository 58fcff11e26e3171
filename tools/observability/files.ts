import { stringify } from 'yaml';
import { objectiveRules } from './burn-rates';
import { objectives } from './dashboards/objectives';
import { operations } from './dashboards/operations';
import { plant } from './dashboards/plant';
import { systems } from './dashboards/systems';

const MADE = '# Made by `npm run observability`; edit tools/observability instead.\n';

/** Grafana's dashboards, by their file's name in ops/grafana/dashboards. */
export const DASHBOARDS = { plant, systems, operations, objectives } as const;

/** What is generated: its text, by its path in the clone. */
export const FILES: Readonly<Record<string, string>> = {
  'ops/prometheus/rules/objectives.yml':
    MADE + stringify(objectiveRules, { lineWidth: 0, singleQuote: true }),
  ...Object.fromEntries(
    Object.entries(DASHBOARDS).map(([name, dashboard]) => [
      `ops/grafana/dashboards/${name}.json`,
      `${JSON.stringify(dashboard, null, 2)}\n`,
    ]),
  ),
};
