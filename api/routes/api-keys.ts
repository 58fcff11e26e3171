import { z } from 'zod';
import {
  ApiKey,
  ApiKeyRequest,
  NewApiKey,
  RevocationRequest,
  RotationRequest,
} from '../../contracts/api-key';
import { Name } from '../../contracts/material';
import { Problem } from '../../contracts/problem';
import type { Topology } from '../../contracts/topology';
import type { Ledger } from '../../ledger';
import { PageQuery, pageOf } from '../listing';
import { command, ok, query, type Answer, type Route } from '../route';
import { invalid } from '../validation';

const tag = 'API keys';
const KeyParams = z.object({ id: Name.meta({ description: 'Id of an API key, such as AK-…' }) });

/** Keys for systems and people. @param calls ids of the calls that a key's scopes may name */
export function apiKeys(calls: readonly string[]): readonly Route[] {
  return [
    command({
      id: 'createApiKey',
      method: 'post',
      path: '/v1/api-keys',
      summary: 'Make a key for a system or a person; its secret is shown once',
      tag,
      body: ApiKeyRequest,
      answers: { 201: NewApiKey },
      problems: ['unknown-plant', 'contended'],
      plants: async ({ body }, { topology }) => plantsOf(body, topology),
      async handle({ body }, { ledger, topology }, { tx, caller, now }) {
        checkRequest(body, calls, topology, now);
        return shown(await ledger.apiKeys.create(tx, body, caller, now));
      },
    }),
    query({
      id: 'listApiKeys',
      method: 'get',
      path: '/v1/api-keys',
      summary: 'All keys, oldest first: what each is for, and when it was last used',
      tag,
      query: PageQuery,
      answers: { 200: pageOf(ApiKey) },
      handle: async ({ query: page }, { ledger, now }) => ok(await ledger.apiKeys.list(page, now())),
    }),
    query({
      id: 'getApiKey',
      method: 'get',
      path: '/v1/api-keys/{id}',
      summary: 'A key, without its secret',
      tag,
      params: KeyParams,
      answers: { 200: ApiKey },
      problems: ['not-found'],
      handle: async ({ params: { id } }, { ledger, now }) => ok(await existing(ledger, id, now())),
    }),
    command({
      id: 'rotateApiKey',
      method: 'post',
      path: '/v1/api-keys/{id}/rotation',
      summary: 'Give a key a new secret; the old one is good for an overlap of 30 days at most',
      tag,
      params: KeyParams,
      body: RotationRequest,
      answers: { 201: NewApiKey },
      problems: ['not-found', 'api-key-over', 'contended'],
      plants: async ({ params: { id } }, { ledger, topology, now }) =>
        plantsOf(await existing(ledger, id, now()), topology),
      async handle({ params: { id }, body }, { ledger }, { tx, caller, now }) {
        return shown(await ledger.apiKeys.rotate(tx, id, body.overlapSeconds, caller, now));
      },
    }),
    command({
      id: 'revokeApiKey',
      method: 'post',
      path: '/v1/api-keys/{id}/revocation',
      summary: 'End a key, and those that it was rotated from or to, at once',
      tag,
      params: KeyParams,
      body: RevocationRequest,
      answers: { 200: ApiKey },
      problems: ['not-found', 'api-key-over', 'contended'],
      plants: async ({ params: { id } }, { ledger, topology, now }) =>
        plantsOf(await existing(ledger, id, now()), topology),
      handle: async ({ params: { id }, body }, { ledger }, { tx, caller, now }) =>
        ok(await ledger.apiKeys.revoke(tx, id, body.reason, caller, now)),
    }),
  ];
}

/** @throws Problem `not-found` */
async function existing(ledger: Ledger, id: string, now: Date): Promise<ApiKey> {
  const apiKey = await ledger.apiKeys.get(id, now);
  if (!apiKey) throw new Problem('not-found', `There is no API key ${id}.`);
  return apiKey;
}

/** Who makes or ends a key acts wherever the key may: an administrator of one plant has no say in keys of others. */
const plantsOf = ({ plants }: Pick<ApiKey, 'plants'>, topology: Topology): readonly string[] =>
  plants ?? Object.keys(topology.plants);

/** What the schema cannot say. @throws Problem `unknown-plant`, `invalid-request` */
function checkRequest(
  { plants, scopes, holder, expiresAt }: ApiKeyRequest,
  calls: readonly string[],
  topology: Topology,
  now: Date,
): void {
  const unknownPlant = plants?.findIndex((plant) => !Object.hasOwn(topology.plants, plant)) ?? -1;
  if (unknownPlant >= 0)
    throw new Problem('unknown-plant', `There is no plant "${plants![unknownPlant]}".`, [
      { pointer: `/plants/${unknownPlant}`, detail: 'is not a plant of the topology' },
    ]);
  const unknownCall = scopes?.findIndex((scope) => !calls.includes(scope)) ?? -1;
  if (unknownCall >= 0)
    throw invalid([
      {
        pointer: `/scopes/${unknownCall}`,
        detail: 'is not the operationId of a call; /openapi.json lists them',
      },
    ]);
  if (holder === 'interlock' || (holder && Object.hasOwn(topology.systems, holder)))
    throw invalid([{ pointer: '/holder', detail: 'is a system, and records would say that it acted' }]);
  if (expiresAt && new Date(expiresAt) <= now)
    throw invalid([{ pointer: '/expiresAt', detail: 'is over already' }]);
}

const shown = ({ apiKey, secret }: { apiKey: ApiKey; secret: string }): Answer => ({
  status: 201,
  body: { ...apiKey, key: null },
  shownOnce: { key: secret },
  location: `/v1/api-keys/${apiKey.id}`,
});
