import { z } from 'zod';
import { DENY_LIST_TYPE, SignedDenyList } from '../../contracts/deny-list';
import { Name } from '../../contracts/material';
import { Problem } from '../../contracts/problem';
import type { Having } from '../../ledger/deny-list';
import { ok, query, type Route, type Services } from '../route';

export const denyLists: readonly Route[] = [
  query({
    id: 'getDenyList',
    method: 'get',
    path: '/v1/plants/{plant}/deny-list',
    summary:
      "What a plant may consume while its line to the enterprise is cut, signed, for the plant's own gate",
    tag: 'material',
    lane: 'gate',
    params: z.object({ plant: Name }),
    query: z.object({
      known: z.coerce.number().int().min(1).optional().meta({
        description: 'Sequence of the list that the plant has: if nothing changed, the lots are left out.',
      }),
      changes: z.enum(['true', 'false']).optional().meta({
        description: 'With `known`: only what changed since that list, where the ledger remembers it.',
      }),
    }),
    answers: { 200: SignedDenyList },
    problems: ['not-found', 'ledger-unavailable'],
    async handle({ params: { plant }, query: { known = null, changes } }, services, { caller }) {
      if (!services.topology.plants[plant]) throw new Problem('not-found', `There is no plant "${plant}".`);
      if (caller?.plants && !caller.plants.includes(plant))
        throw new Problem('forbidden', `"${caller.id}" is of ${caller.plants.join(', ')}, not of ${plant}.`);
      return ok({
        jws: await signedList(services, plant, { known, takesChanges: changes === 'true' }),
      } satisfies SignedDenyList);
    },
  }),
];

/** Lists that are being made, by plant and what it has. */
const underway = new WeakMap<Services, Map<string, Promise<string>>>();

/** One list at a time for a plant: whoever asks again while a long one is made gets that. @returns a JWS */
function signedList(services: Services, plant: string, having: Having): Promise<string> {
  const lists = underway.get(services) ?? new Map<string, Promise<string>>();
  underway.set(services, lists);
  const key = `${plant} ${having.known} ${having.takesChanges}`;
  const making =
    lists.get(key) ??
    services.ledger
      .denyList(plant, having, services.now())
      .then((list) => services.signer.sign(DENY_LIST_TYPE, list))
      .finally(() => lists.delete(key));
  lists.set(key, making);
  return making;
}
