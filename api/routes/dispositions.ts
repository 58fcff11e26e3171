import { z } from 'zod';
import { Disposition, DispositionRequest, ReversalRequest } from '../../contracts/disposition';
import { Name } from '../../contracts/material';
import { Problem } from '../../contracts/problem';
import { holdPlants, holdTransaction } from '../holds';
import { HoldId } from '../listing';
import { command, ok, query, type Route } from '../route';

const tag = 'dispositions';
const HoldParams = z.object({ id: HoldId });
const DispositionParams = HoldParams.extend({ disposition: Name });

export const dispositions: readonly Route[] = [
  command({
    id: 'decideDisposition',
    method: 'post',
    path: '/v1/quality-holds/{id}/dispositions',
    summary: 'Decide what becomes of a portion of a held lot',
    tag,
    params: HoldParams,
    body: DispositionRequest,
    answers: { 201: Disposition },
    problems: [
      'not-found',
      'hold-closed',
      'unknown-lot',
      'unknown-item',
      'unit-mismatch',
      'quantity-not-exact',
      'not-enough-undecided',
      'approvals-missing',
      'segregation-of-duties',
      'signature-missing',
      'signature-mismatch',
      'signature-used',
      'signature-void',
      'release-condition-unmet',
      'disposition-final',
      'contended',
    ],
    plants: holdPlants,
    decides: holdTransaction,
    async handle({ params: { id }, body }, { ledger }, { tx, caller, now }) {
      const disposition = await ledger.decide(tx, id, body, caller, now);
      return {
        status: 201,
        body: disposition,
        location: `/v1/quality-holds/${id}/dispositions/${disposition.id}`,
      };
    },
  }),
  query({
    id: 'getDisposition',
    method: 'get',
    path: '/v1/quality-holds/{id}/dispositions/{disposition}',
    summary: 'A disposition and how far it is carried out',
    tag,
    params: DispositionParams,
    answers: { 200: Disposition },
    problems: ['not-found'],
    async handle({ params: { id, disposition } }, { ledger }) {
      const found = (await ledger.getHold(id))?.dispositions.find((one) => one.id === disposition);
      if (!found) throw new Problem('not-found', `Hold ${id} has no disposition ${disposition}.`);
      return ok(found);
    },
  }),
  command({
    id: 'reverseDisposition',
    method: 'post',
    path: '/v1/quality-holds/{id}/dispositions/{disposition}/reversal',
    summary: 'Take a disposition back before it is verified',
    tag,
    params: DispositionParams,
    body: ReversalRequest,
    answers: { 200: Disposition },
    problems: ['not-found', 'hold-closed', 'disposition-final', 'contended'],
    plants: holdPlants,
    decides: holdTransaction,
    handle: async ({ params: { id, disposition }, body }, { ledger }, { tx, caller, now }) =>
      ok(await ledger.reverse(tx, id, disposition, body.reason, caller, now)),
  }),
];
