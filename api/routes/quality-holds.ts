import { z } from 'zod';
import { BlastRadius } from '../../contracts/blast-radius';
import {
  AddLotsRequest,
  Hold,
  HOLD_STATES,
  HoldRequest,
  PhysicalControlRequest,
  ResidualAnswerRequest,
  ScopeEndRequest,
} from '../../contracts/hold';
import { LotId, Name } from '../../contracts/material';
import { Problem } from '../../contracts/problem';
import { blastRadius } from '../blast-radius';
import { HOLD_UNTIL, holdPlants, waitForHold } from '../holds';
import { HoldId, PageQuery, pageOf } from '../listing';
import { command, ok, query, type Route } from '../route';
import { afterWait, preferredWait } from '../wait';

const tag = 'holds';
const HoldParams = z.object({ id: HoldId });

export const qualityHolds: readonly Route[] = [
  command({
    id: 'placeHold',
    method: 'post',
    path: '/v1/quality-holds',
    summary: 'Hold material wherever it lies; the gates are shut when this is answered',
    tag,
    lane: 'gate',
    body: HoldRequest,
    answers: { 201: Hold },
    problems: [
      'unknown-plant',
      'unknown-system',
      'unknown-item',
      'unit-mismatch',
      'quantity-not-exact',
      'scope-empty',
      'hold-exists',
      'contended',
    ],
    plants: async ({ body }) => [body.plant],
    async handle({ body }, { ledger }, { tx, caller, now, traceparent }) {
      const hold = await ledger.placeHold(tx, body, caller, now, traceparent);
      return { status: 201, body: hold, location: `/v1/quality-holds/${hold.id}` };
    },
  }),
  query({
    id: 'previewHold',
    method: 'post',
    path: '/v1/quality-holds/preview',
    summary: 'What a hold would cover; nothing is changed',
    tag,
    body: HoldRequest,
    answers: { 200: BlastRadius },
    problems: [
      'unknown-plant',
      'unknown-system',
      'unknown-item',
      'unit-mismatch',
      'quantity-not-exact',
      'scope-empty',
    ],
    handle: async ({ body }, services) => ok(await blastRadius(services, body)),
  }),
  query({
    id: 'listHolds',
    method: 'get',
    path: '/v1/quality-holds',
    summary: 'Holds, newest first',
    tag,
    query: PageQuery.extend({
      state: z.enum(HOLD_STATES).optional(),
      plant: Name.optional(),
      lot: LotId.optional(),
      /** Of those not closed: whether every system that must hold the material is known to. */
      contained: z.enum(['true', 'false']).optional(),
    }),
    answers: { 200: pageOf(Hold) },
    handle: async ({ query: filter }, { ledger }) => ok(await ledger.listHolds(filter)),
  }),
  query({
    id: 'getHold',
    method: 'get',
    path: '/v1/quality-holds/{id}',
    summary: 'A hold; with ?until= and "Prefer: wait=<s>" once it is there, or as it then is',
    tag,
    params: HoldParams,
    query: z.object({ until: z.enum(HOLD_UNTIL).optional() }),
    answers: { 200: Hold },
    problems: ['not-found'],
    async handle({ params: { id }, query: { until }, headers }, { ledger, stopping }, { gone }) {
      const seconds = until === undefined ? null : preferredWait(headers.prefer);
      if (until !== undefined && seconds !== null)
        await waitForHold(id, until, ledger, { seconds, giveUp: [gone, stopping] });
      const hold = await ledger.getHold(id);
      if (!hold) throw new Problem('not-found', `There is no hold ${id}.`);
      return afterWait(hold, seconds);
    },
  }),
  command({
    id: 'addLots',
    method: 'post',
    path: '/v1/quality-holds/{id}/lots',
    summary: 'More lots join the hold',
    tag,
    lane: 'gate',
    params: HoldParams,
    body: AddLotsRequest,
    answers: { 200: Hold },
    problems: [
      'not-found',
      'hold-closed',
      'unknown-item',
      'unit-mismatch',
      'quantity-not-exact',
      'contended',
    ],
    plants: holdPlants,
    handle: async ({ params: { id }, body }, { ledger }, { tx, caller, now }) =>
      ok(await ledger.addLots(tx, id, body.lots, caller, now)),
  }),
  command({
    id: 'endScope',
    method: 'post',
    path: '/v1/quality-holds/{id}/scope-end',
    summary: 'The hold follows these orders or work centres no more; what has joined stays held',
    tag,
    params: HoldParams,
    body: ScopeEndRequest,
    answers: { 200: Hold },
    problems: ['not-found', 'hold-closed', 'contended'],
    plants: holdPlants,
    handle: async ({ params: { id }, body }, { ledger }, { tx, caller, now }) =>
      ok(await ledger.endScope(tx, id, body, caller, now)),
  }),
  command({
    id: 'recordPhysicalControl',
    method: 'post',
    path: '/v1/quality-holds/{id}/physical',
    summary: 'Someone has counted, tagged and secured the material by hand',
    tag,
    params: HoldParams,
    body: PhysicalControlRequest,
    answers: { 200: Hold },
    problems: ['not-found', 'hold-closed', 'unknown-lot', 'unit-mismatch', 'quantity-not-exact'],
    plants: holdPlants,
    handle: async ({ params: { id }, body }, { ledger }, { tx, caller, now }) =>
      ok(await ledger.recordPhysical(tx, id, body, caller, now)),
  }),
  command({
    id: 'answerResidual',
    method: 'post',
    path: '/v1/quality-holds/{id}/residuals/{residual}/answer',
    summary: 'What is done about material that the hold came too late for',
    tag,
    params: HoldParams.extend({ residual: Name }),
    body: ResidualAnswerRequest,
    answers: { 200: Hold },
    problems: ['not-found', 'hold-closed', 'residual-answered'],
    plants: holdPlants,
    handle: async ({ params: { id, residual }, body }, { ledger }, { tx, caller, now }) =>
      ok(await ledger.answerResidual(tx, id, residual, body, caller, now)),
  }),
];
