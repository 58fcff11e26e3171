import { stringify } from 'yaml';
import { objectiveRules } from './burn-rates';

const MADE = '# Made by `npm run observability`; edit tools/observability instead.\n';

/** What is generated: its text, by its path in the clone. */
export const FILES: Readonly<Record<string, string>> = {
  'ops/prometheus/rules/objectives.yml': MADE + stringify(objectiveRules, { lineWidth: 0, singleQuote: true }),
};
