import { z } from 'zod';
import {
  CHANGE_STATES,
  ChangeDecisionRequest,
  ChangeRequest,
  EngineeringChange,
  Preflight,
  Withdrawal,
  WithdrawalRequest,
} from '../../contracts/engineering-change';
import { Name } from '../../contracts/material';
import { Problem } from '../../contracts/problem';
import { readPackage } from '../change-package';
import { changePlants, changeTransaction, noSuchChange, waitForChange } from '../engineering-changes';
import { PageQuery, pageOf } from '../listing';
import { preflight } from '../preflight';
import { command, ok, query, type Route } from '../route';
import { afterWait, preferredWait } from '../wait';

const tag = 'changes';
const ChangeParams = z.object({
  id: Name.meta({ description: 'Id of an engineering change at Interlock, such as EC-…' }),
});

export const engineeringChanges: readonly Route[] = [
  command({
    id: 'requestChange',
    method: 'post',
    path: '/v1/engineering-changes',
    summary: 'Release an approved change at these plants: active only when every system is',
    tag,
    body: ChangeRequest,
    answers: { 201: EngineeringChange },
    problems: ['unknown-plant', 'unknown-system', 'unknown-change', 'change-open', 'contended'],
    plants: async ({ body }) => body.plants.map(({ plant }) => plant),
    prepare: ({ body }, services, exchange) => readPackage(body, services, exchange),
    async handle({ body }, { ledger }, { tx, caller, now, traceparent, prepared }) {
      // Said here and not while reading: a repeated request has its answer already, whatever the PLM says today.
      if (prepared === 'unknown') throw unknownChange(body.change);
      const change = await ledger.engineeringChanges.request(tx, body, prepared, caller, now, traceparent);
      return { status: 201, body: change, location: `/v1/engineering-changes/${change.id}` };
    },
  }),
  query({
    id: 'preflightChange',
    method: 'post',
    path: '/v1/engineering-changes/preflight',
    summary: 'Everything that would fail now, from all systems, in one answer; nothing is changed',
    tag,
    body: ChangeRequest,
    answers: { 200: Preflight },
    problems: ['unknown-plant', 'unknown-system', 'preflight-unanswered'],
    handle: async ({ body }, services, exchange) => ok(await preflight(body, services, exchange)),
  }),
  query({
    id: 'listChanges',
    method: 'get',
    path: '/v1/engineering-changes',
    summary: 'Engineering changes, newest first',
    tag,
    query: PageQuery.extend({
      /** Of any of its plants; of `plant`, where one is named. */
      state: z.enum(CHANGE_STATES).optional(),
      plant: Name.optional(),
      /** Its number in the PLM. */
      change: Name.optional(),
      item: Name.optional(),
      /** Changes that are not at their end at some plant. */
      open: z.literal('true').optional(),
    }),
    answers: { 200: pageOf(EngineeringChange) },
    handle: async ({ query: filter }, { ledger }) => ok(await ledger.engineeringChanges.list(filter)),
  }),
  query({
    id: 'getChange',
    method: 'get',
    path: '/v1/engineering-changes/{id}',
    summary:
      'A change, plant by plant; with ?until= and "Prefer: wait=<s>" once it is there, or as it then is',
    tag,
    params: ChangeParams,
    query: z.object({ until: z.enum(CHANGE_STATES).optional() }),
    answers: { 200: EngineeringChange },
    problems: ['not-found'],
    async handle({ params: { id }, query: { until }, headers }, { ledger, stopping }, { gone }) {
      const seconds = until === undefined ? null : preferredWait(headers.prefer);
      if (until !== undefined && seconds !== null)
        await waitForChange(id, until, ledger, { seconds, giveUp: [gone, stopping] });
      const change = await ledger.engineeringChanges.get(id);
      if (!change) throw noSuchChange(id);
      return afterWait(change, seconds);
    },
  }),
  command({
    id: 'decideAffected',
    method: 'post',
    path: '/v1/engineering-changes/{id}/decisions',
    summary: 'Decide what becomes of an open order, stock or purchase of the old revision',
    tag,
    params: ChangeParams,
    body: ChangeDecisionRequest,
    answers: { 201: EngineeringChange },
    problems: [
      'not-found',
      'unknown-plant',
      'unknown-object',
      'unit-mismatch',
      'decision-not-possible',
      'change-over',
      'contended',
    ],
    async plants({ params, body }, services, exchange) {
      exchange.transaction = await changeTransaction(params, services);
      if (exchange.transaction === null) throw noSuchChange(params.id);
      return [body.plant];
    },
    decides: changeTransaction,
    async handle({ params: { id }, body }, { ledger }, { tx, caller, now }) {
      const change = await ledger.engineeringChanges.decide(tx, id, body, caller, now);
      return { status: 201, body: change, location: `/v1/engineering-changes/${id}` };
    },
  }),
  command({
    id: 'withdrawChange',
    method: 'post',
    path: '/v1/engineering-changes/{id}/withdrawal',
    summary: 'Undo all staging at every plant that has not passed its pivot',
    tag,
    params: ChangeParams,
    body: WithdrawalRequest,
    answers: { 202: Withdrawal },
    problems: ['not-found', 'change-over', 'contended'],
    plants: changePlants,
    decides: changeTransaction,
    async handle({ params: { id }, body: { reason } }, { ledger }, { tx, caller, now }) {
      return { status: 202, body: await ledger.engineeringChanges.withdraw(tx, id, reason, caller, now) };
    },
  }),
];

const unknownChange = ({ system, id }: ChangeRequest['change']): Problem => {
  const detail = `${system} has no change "${id}"`;
  return new Problem('unknown-change', `${detail}.`, [{ pointer: '/change/id', detail }]);
};
