import { ObjectiveList } from '../../contracts/objective';
import { ok, query, type Route } from '../route';

/** What the topology promises of its tiers, and how well that is kept. */
export const objectives: readonly Route[] = [
  query({
    id: 'listObjectives',
    method: 'get',
    path: '/v1/objectives',
    summary:
      'What is promised of each tier, how well it was kept in the last four weeks, and what is left of its budget',
    tag: 'objectives',
    answers: { 200: ObjectiveList },
    async handle(_ask, { ledger, now }) {
      const at = now();
      return ok({ items: await ledger.objectives.measured(at), next: null, asOf: at.toISOString() });
    },
  }),
];
