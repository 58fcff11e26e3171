import { SystemHealths } from '../../contracts/system-health';
import { ok, query, type Route } from '../route';

/** How each system does, as those who call it have seen. */
export const systems: readonly Route[] = [
  query({
    id: 'listSystems',
    method: 'get',
    path: '/v1/systems',
    summary: 'Each system: whether it answers, what waits for it, and what wants a person',
    tag: 'systems',
    answers: { 200: SystemHealths },
    async handle(_ask, { ledger, now }) {
      const at = now();
      return ok({ items: await ledger.systemHealths(at), next: null, asOf: at.toISOString() });
    },
  }),
];
