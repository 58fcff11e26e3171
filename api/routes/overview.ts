import { z } from 'zod';
import { Name } from '../../contracts/material';
import { Overview } from '../../contracts/overview';
import { ok, query, type Route } from '../route';

/** What a shift lead wants to see first. */
export const overview: readonly Route[] = [
  query({
    id: 'getOverview',
    method: 'get',
    path: '/v1/overview',
    summary:
      'What is open now: holds, what is not contained of them and why, and exceptions by plant and product family',
    tag: 'holds',
    query: z.object({
      /** Holds that were raised here, or that cover material here; exceptions here. */
      plant: Name.optional(),
      /** Holds that are told of one by one; the rest is counted. */
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    answers: { 200: Overview },
    handle: async ({ query: { plant, limit } }, { ledger, now }) =>
      ok(await ledger.overview({ plant: plant ?? null, limit }, now())),
  }),
];
