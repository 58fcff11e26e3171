import { z } from 'zod';
import { Name } from '../../contracts/material';
import { Problem } from '../../contracts/problem';
import {
  AUTHORIZATION_STATES,
  AuthorizationRequest,
  CancellationRequest,
  GateKeys,
  ShipmentAuthorization,
} from '../../contracts/shipment-authorization';
import { signAuthorization } from '../gate';
import { PageQuery, pageOf } from '../listing';
import { command, ok, query, type Route } from '../route';

const tag = 'material';
const Params = z.object({ id: Name });

export const shipmentAuthorizations: readonly Route[] = [
  command({
    id: 'authorizeShipment',
    method: 'post',
    path: '/v1/shipment-authorizations',
    summary:
      'Promise material to a shipment, all lines or none: it counts as taken until it is shipped or over',
    tag,
    lane: 'gate',
    body: AuthorizationRequest,
    answers: { 201: ShipmentAuthorization },
    problems: ['not-releasable', 'unknown-plant', 'unknown-item', 'unit-mismatch', 'contended'],
    plants: async ({ body }) => [body.plant],
    prepare: (_ask, { ledger }) => ledger.eventPosition(),
    async handle({ body }, services, { tx, caller, now, prepared }) {
      const authorization = await services.ledger.authorizations.authorize(tx, body, prepared, caller, now);
      return {
        status: 201,
        body: await signAuthorization(authorization, services),
        location: `/v1/shipment-authorizations/${authorization.id}`,
      };
    },
  }),
  query({
    id: 'listShipmentAuthorizations',
    method: 'get',
    path: '/v1/shipment-authorizations',
    summary: 'Shipment authorizations, newest first',
    tag,
    query: PageQuery.extend({
      shipment: Name.optional(),
      plant: Name.optional(),
      state: z.enum(AUTHORIZATION_STATES).optional(),
    }),
    answers: { 200: pageOf(ShipmentAuthorization) },
    async handle({ query: filter }, services) {
      const { items, next } = await services.ledger.authorizations.list(filter);
      return ok({ items: await Promise.all(items.map((item) => signAuthorization(item, services))), next });
    },
  }),
  query({
    id: 'getShipmentAuthorization',
    method: 'get',
    path: '/v1/shipment-authorizations/{id}',
    summary: 'A shipment authorization, signed while it may be gone by',
    tag,
    params: Params,
    answers: { 200: ShipmentAuthorization },
    problems: ['not-found'],
    async handle({ params: { id } }, services) {
      const found = await services.ledger.authorizations.get(id);
      if (!found) throw new Problem('not-found', `There is no shipment authorization ${id}.`);
      return ok(await signAuthorization(found, services));
    },
  }),
  command({
    id: 'cancelShipmentAuthorization',
    method: 'post',
    path: '/v1/shipment-authorizations/{id}/cancellation',
    summary: 'Take the promise back: what was not shipped is free again',
    tag,
    params: Params,
    body: CancellationRequest,
    answers: { 200: ShipmentAuthorization },
    problems: ['not-found', 'authorization-over', 'contended'],
    async plants({ params: { id } }, { ledger }, exchange) {
      const found = await ledger.authorizations.get(id);
      if (!found) throw new Problem('not-found', `There is no shipment authorization ${id}.`);
      exchange.transaction = found.transaction;
      return [found.plant];
    },
    async handle({ params: { id }, body }, services, { tx, caller, now }) {
      const over = await services.ledger.authorizations.cancel(tx, id, body.reason, caller, now);
      return ok(await signAuthorization(over, services));
    },
  }),
  query({
    id: 'getGateKeys',
    method: 'get',
    path: '/v1/gate/keys',
    summary: 'Public keys that check what the gate signs (JWK set)',
    tag,
    access: 'public',
    answers: { 200: GateKeys },
    handle: async (_ask, { signer }) => ok(signer.keys),
  }),
];
