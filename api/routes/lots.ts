import { z } from 'zod';
import { Genealogy, GenealogyQuestion } from '../../contracts/genealogy';
import { GateQuestion, LotId, Name, Releasability, USUAL_PURPOSE } from '../../contracts/material';
import { partnerOf } from '../../config/access';
import { itemOf } from '../../config/systems';
import { Problem } from '../../contracts/problem';
import { PartnerLot } from '../../contracts/partner-lot';
import { LotHistoryEntry, LotSummary } from '../../contracts/lot-history';
import { LotView } from '../../contracts/record';
import type { Question } from '../../domain/gate';
import { observe } from '../../domain/gate-observe';
import { gateForPartner } from '../../domain/partner-view';
import { signAnswer } from '../gate';
import { PageQuery, pageOf } from '../listing';
import { asProblem } from '../problems';
import { ok, query, type Route, type Services } from '../route';

const tag = 'material';
const LotParams = z.object({ lot: LotId });

export const lots: readonly Route[] = [
  query({
    id: 'askGate',
    method: 'get',
    path: '/v1/lots/{lot}/releasability',
    summary: 'The gate: may this be shipped, consumed or moved, for this purpose?',
    tag,
    lane: 'gate',
    params: LotParams,
    query: GateQuestion,
    answers: { 200: Releasability },
    problems: ['unknown-plant', 'unit-mismatch', 'quantity-not-exact'],
    failsClosed: { releasable: false },
    async handle({ params: { lot }, query: asked }, services, { caller }) {
      const { ledger, topology, metrics, now } = services;
      const {
        plant,
        action,
        purpose = USUAL_PURPOSE[action],
        quantity = null,
        unit = null,
        to = null,
        order = null,
        customer = null,
        signed,
      } = asked;
      const question: Question = { lot, plant, action, purpose, quantity, to, order, customer };
      const asOf = now();
      const answered = metrics.gateSeconds.startTimer();
      try {
        const position = signed === 'true' ? await ledger.eventPosition() : null;
        const partner = caller && partnerOf(caller, topology);
        const own = partner ? await ledger.partnerLot(partner, lot) : null;
        const hidden = partner !== null && own === null;
        const enforced = await ledger.releasability(
          hidden ? { ...question, lot: nobodysLot(lot) } : question,
          unit,
          asOf,
        );
        const plants = atPlant(enforced, quantity, services);
        const answer = partner ? gateForPartner({ ...plants, lot }, own, unit) : plants;
        metrics.gateDecisions.inc({ answer: answer.releasable ? 'releasable' : 'blocked' });
        return ok(
          position === null
            ? answer
            : { ...answer, jws: await signAnswer(answer, question, position, services) },
        );
      } catch (error) {
        const problem = asProblem(error);
        if (problem.status < 500) throw problem;
        metrics.gateDecisions.inc({ answer: 'unavailable' });
        const ownUnit = unit ?? topology.items[itemOf(lot)]?.unit ?? 'EA';
        throw shut(problem, question, ownUnit, asOf, error);
      } finally {
        answered();
      }
    },
  }),
  query({
    id: 'listLots',
    method: 'get',
    path: '/v1/lots',
    summary:
      'Lots by a part of their name, by item, by where they lie, held or not; those first of which systems told last',
    tag,
    query: PageQuery.extend({
      name: Name.optional().meta({ description: 'A part of its name, whatever its case' }),
      item: Name.optional(),
      plant: Name.optional(),
      held: z.enum(['true', 'false']).optional(),
    }),
    answers: { 200: pageOf(LotSummary) },
    handle: async ({ query: { held, ...filter } }, { ledger }) =>
      ok(await ledger.listLots({ ...filter, held: held === undefined ? undefined : held === 'true' })),
  }),
  query({
    id: 'getLot',
    method: 'get',
    path: '/v1/lots/{lot}',
    summary:
      'A lot: its item, where it lies in which status, and the holds that cover it; a partner sees released facts of its own',
    tag,
    params: LotParams,
    answers: { 200: z.union([LotView, PartnerLot]) },
    problems: ['not-found'],
    async handle({ params: { lot } }, { ledger, topology }, { caller }) {
      const partner = caller && partnerOf(caller, topology);
      const view = partner ? await ledger.partnerLot(partner, lot) : await ledger.getLot(lot);
      if (!view) throw new Problem('not-found', `No lot ${lot} is known.`);
      return ok(view);
    },
  }),
  query({
    id: 'getLotHistory',
    method: 'get',
    path: '/v1/lots/{lot}/history',
    summary:
      'All that happened to a lot, newest first: what systems told of it, holds, decisions, inspections',
    tag,
    params: LotParams,
    query: PageQuery,
    answers: { 200: pageOf(LotHistoryEntry) },
    problems: ['not-found'],
    async handle({ params: { lot }, query: page }, { ledger }) {
      const history = await ledger.lotHistory(lot, page);
      if (history.items.length === 0 && !(await ledger.getLot(lot)))
        throw new Problem('not-found', `No lot ${lot} is known.`);
      return ok(history);
    },
  }),
  query({
    id: 'getGenealogy',
    method: 'get',
    path: '/v1/lots/{lot}/genealogy',
    summary:
      'What was made of a lot, or what it was made of, over any depth; and what is missing in that or contradicts',
    tag,
    params: LotParams,
    query: GenealogyQuestion,
    answers: { 200: Genealogy },
    problems: ['not-found'],
    async handle({ params: { lot }, query: { direction } }, { ledger, topology }, { caller }) {
      const partner = caller && partnerOf(caller, topology);
      const genealogy = partner
        ? await ledger.partnerGenealogy(partner, lot, direction)
        : await ledger.genealogy(lot, direction);
      if (!genealogy) throw new Problem('not-found', `No lot ${lot} is known.`);
      return ok(genealogy);
    },
  }),
];

/**
 * No lot has such a name: what is not a partner's own is asked about as what does not exist, so that the time that it takes does
 * not tell one from the other.
 */
const nobodysLot = (lot: string): string => `${itemOf(lot)}:`;

/** What the plant's gate says of it: enforced, or observed and counted. */
function atPlant(
  answer: Releasability,
  quantity: string | null,
  { topology, metrics }: Services,
): Releasability {
  const { plant } = answer;
  if (topology.plants[plant]?.gate !== 'observe') return answer;
  metrics.gateObserved.inc({ plant, enforced: answer.releasable ? 'releasable' : 'blocked' });
  return observe(answer, quantity);
}

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
