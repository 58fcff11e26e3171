import { z } from 'zod';
import { itemOf } from '../../config/systems';
import {
  Inspection,
  INSPECTION_STATES,
  InspectionRequest,
  InspectionResult,
  JudgedInspection,
} from '../../contracts/inspection';
import { LotId, Name } from '../../contracts/material';
import { Problem } from '../../contracts/problem';
import { INSPECTION_UNTIL, readGauges, waitForInspection } from '../inspections';
import { PageQuery, pageOf } from '../listing';
import { command, ok, query, type Route } from '../route';
import { afterWait, preferredWait } from '../wait';

const tag = 'inspections';

/** Lots are inspected at checkpoints, and results are judged by the plan of the lot's own revision. */
export const inspections: readonly Route[] = [
  command({
    id: 'openInspection',
    method: 'post',
    path: '/v1/inspections',
    summary:
      'A lot has reached a checkpoint: the operation waits, and the QMS inspects by its plan; once each',
    tag,
    body: InspectionRequest,
    answers: { 201: Inspection },
    problems: ['unknown-plant', 'unknown-system', 'unknown-item', 'contended'],
    plants: async ({ body }) => [body.plant],
    async handle({ body }, { ledger }, { tx, caller, now, traceparent }) {
      const inspection = await ledger.inspections.open(tx, body, caller, now, traceparent);
      return { status: 201, body: inspection, location: `/v1/inspections/${inspection.id}` };
    },
  }),
  command({
    id: 'postInspectionResult',
    method: 'post',
    path: '/v1/inspection-results',
    summary: 'Judge a result; what failed, or contradicts itself, is held when this is answered',
    tag,
    body: InspectionResult,
    answers: { 201: JudgedInspection },
    problems: ['unknown-plant', 'unknown-system', 'unknown-item', 'inspection-closed', 'contended'],
    plants: async ({ body }) => [body.plant],
    prepare: ({ body: { inspection, plant, lot } }, services, exchange) =>
      readGauges({ system: inspection.system, plant, item: itemOf(lot) }, services, exchange),
    async handle({ body }, { ledger }, { tx, caller, now, traceparent }) {
      const inspection = await ledger.inspections.post(tx, body, caller, now, traceparent);
      return { status: 201, body: inspection, location: `/v1/inspections/${inspection.id}` };
    },
  }),
  query({
    id: 'listInspections',
    method: 'get',
    path: '/v1/inspections',
    summary: 'Inspections, newest first',
    tag,
    query: PageQuery.extend({
      state: z.enum(INSPECTION_STATES).optional(),
      plant: Name.optional(),
      lot: LotId.optional(),
    }),
    answers: { 200: pageOf(Inspection) },
    handle: async ({ query: filter }, { ledger }) => ok(await ledger.inspections.list(filter)),
  }),
  query({
    id: 'getInspection',
    method: 'get',
    path: '/v1/inspections/{id}',
    summary: 'An inspection; with ?until= and "Prefer: wait=<s>" once it is there, or as it then is',
    tag,
    params: z.object({ id: Name.meta({ description: 'Id of an inspection at Interlock, such as IS-…' }) }),
    query: z.object({ until: z.enum(INSPECTION_UNTIL).optional() }),
    answers: { 200: Inspection },
    problems: ['not-found'],
    async handle({ params: { id }, query: { until }, headers }, { ledger, stopping }, { gone }) {
      const seconds = until === undefined ? null : preferredWait(headers.prefer);
      if (until !== undefined && seconds !== null)
        await waitForInspection(id, until, ledger, { seconds, giveUp: [gone, stopping] });
      const inspection = await ledger.inspections.get(id);
      if (!inspection) throw new Problem('not-found', `There is no inspection ${id}.`);
      return afterWait(inspection, seconds);
    },
  }),
];
