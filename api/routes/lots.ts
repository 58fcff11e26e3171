import { z } from 'zod';
import { GateQuestion, LotId, Releasability, USUAL_PURPOSE } from '../../contracts/material';
import { itemOf } from '../../config/systems';
import { Problem } from '../../contracts/problem';
import { LotView } from '../../contracts/record';
import type { Question } from '../../domain/gate';
import { asProblem } from '../problems';
import { EVERYONE, READERS } from '../roles';
import { ok, query, type Route } from '../route';

const tag = 'material';
const LotParams = z.object({ lot: LotId });

export const lots: readonly Route[] = [
  query({
    id: 'askGate',
    method: 'get',
    path: '/v1/lots/{lot}/releasability',
    summary: 'The gate: may this be shipped, consumed or moved, for this purpose?',
    tag,
    access: EVERYONE,
    params: LotParams,
    query: GateQuestion,
    answers: { 200: Releasability },
    problems: ['unknown-plant', 'unit-mismatch'],
    async handle({ params: { lot }, query: asked }, { ledger, topology, metrics, now }) {
      const {
        plant,
        action,
        purpose = USUAL_PURPOSE[action],
        quantity = null,
        unit = null,
        to = null,
      } = asked;
      const question: Question = { lot, plant, action, purpose, quantity, to };
      const asOf = now();
      try {
        const answer = await ledger.releasability(question, unit, asOf);
        metrics.gateDecisions.inc({ answer: answer.releasable ? 'releasable' : 'blocked' });
        return ok(answer);
      } catch (error) {
        const problem = asProblem(error);
        if (problem.status < 500) throw problem;
        metrics.gateDecisions.inc({ answer: 'unavailable' });
        const ownUnit = unit ?? topology.items[itemOf(lot)]?.unit ?? 'EA';
        throw shut(problem, question, ownUnit, asOf, error);
      }
    },
  }),
  query({
    id: 'getLot',
    method: 'get',
    path: '/v1/lots/{lot}',
    summary: 'A lot: its item, where it lies in which status, and the holds that cover it',
    tag,
    access: READERS,
    params: LotParams,
    answers: { 200: LotView },
    problems: ['not-found'],
    async handle({ params: { lot } }, { ledger }) {
      const view = await ledger.getLot(lot);
      if (!view) throw new Problem('not-found', `No lot ${lot} is known.`);
      return ok(view);
    },
  }),
];

/** A gate that cannot ask the ledger says no, in the gate's own words as well as in a problem's (H2). */
function shut(problem: Problem, question: Question, unit: string, asOf: Date, cause: unknown): Problem {
  const { lot, plant, action, purpose } = question;
  const says = {
    lot,
    plant,
    action,
    purpose,
    releasable: false,
    releasableQuantity: { value: '0', unit },
    blockedBy: [],
    allowed: [],
    asOf,
  };
  const refusal = new Problem(problem.code, problem.detail, [], says);
  refusal.cause = cause;
  return refusal;
}
