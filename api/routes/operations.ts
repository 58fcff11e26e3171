import { z } from 'zod';
import { asProblem } from '../problems';
import { ok, query, type Route } from '../route';

const tag = 'operations';
const Readiness = z
  .object({ ready: z.boolean(), checks: z.record(z.string(), z.boolean()) })
  .meta({ id: 'Readiness' });

export const operations: readonly Route[] = [
  query({
    id: 'isAlive',
    method: 'get',
    path: '/healthz',
    summary: 'This process answers',
    tag,
    access: 'public',
    answers: { 200: z.object({ status: z.literal('ok') }) },
    handle: async () => ok({ status: 'ok' }),
  }),
  query({
    id: 'isReady',
    method: 'get',
    path: '/readyz',
    summary: 'The ledger is reachable and migrated, and the workers were once made current',
    tag,
    access: 'public',
    answers: { 200: Readiness, 503: Readiness },
    async handle(_ask, { ledger }) {
      const checks = await ledger.isReady().then(
        ({ migrated, promoted }) => ({ ledger: true, migrated, workersPromoted: promoted }),
        (error: unknown) => {
          if (asProblem(error).code !== 'ledger-unavailable') throw error;
          return { ledger: false, migrated: false, workersPromoted: false };
        },
      );
      const ready = Object.values(checks).every(Boolean);
      return { status: ready ? 200 : 503, body: { ready, checks } };
    },
  }),
  query({
    id: 'getMetrics',
    method: 'get',
    path: '/metrics',
    summary: 'Measures of this process, for Prometheus',
    tag,
    access: 'public',
    answers: { 200: z.string().meta({ contentMediaType: 'text/plain' }) },
    async handle(_ask, { metrics: { registry } }) {
      return {
        status: 200,
        body: await registry.metrics(),
        headers: { 'Content-Type': registry.contentType },
      };
    },
  }),
];
