import { z } from 'zod';
import { Name } from '../../contracts/material';
import { Problem } from '../../contracts/problem';
import { RecallDrill, RecallDrillRequest } from '../../contracts/recall-drill';
import { drill } from '../recall-drill';
import { recallDrillCsv, RECALL_TABLES } from '../reports/recall-drill-csv';
import { recallDrillPdf } from '../reports/recall-drill-pdf';
import { preferredType } from '../negotiate';
import { command, ok, query, type Answer, type Route } from '../route';

const tag = 'recall drills';

const FORMS = { json: 'application/json', pdf: 'application/pdf', csv: 'text/csv' } as const;
type Form = keyof typeof FORMS;

/** Would we find everything, and everyone who has it? */
export const recallDrills: readonly Route[] = [
  command({
    id: 'drillRecall',
    method: 'post',
    path: '/v1/recall-drills',
    summary:
      'Traces a lot, or what a supplier delivered, to everything and everyone; nothing but the drill is recorded',
    tag,
    body: RecallDrillRequest,
    answers: { 201: RecallDrill },
    problems: ['nothing-to-trace'],
    // It acts nowhere.
    plants: () => Promise.resolve([]),
    prepare: ({ body }, services, exchange) => drill(body, services, exchange),
    async handle(_ask, { ledger }, { tx, caller, now, prepared }) {
      const body = await ledger.recallDrills.record(tx, prepared, caller, now);
      return { status: 201, body, location: `/v1/recall-drills/${body.id}` };
    },
  }),
  query({
    id: 'getRecallDrill',
    method: 'get',
    path: '/v1/recall-drills/{id}',
    summary: 'What a drill found; as a report with ?format=pdf, or as a table with ?format=csv',
    tag,
    params: z.object({ id: Name }),
    query: z.object({
      format: z.enum(['json', 'pdf', 'csv']).optional(),
      table: z.enum(RECALL_TABLES).default('lots').meta({ description: 'Of the CSV' }),
    }),
    answers: { 200: RecallDrill },
    forms: [
      z.string().meta({ contentMediaType: FORMS.pdf }),
      z.string().meta({ contentMediaType: FORMS.csv }),
    ],
    problems: ['not-found'],
    async handle({ params: { id }, query: { format, table }, headers }, { ledger }) {
      const found = await ledger.recallDrills.get(id);
      if (!found) throw new Problem('not-found', `There is no recall drill ${id}.`);
      const form = format ?? preferredForm(headers.accept);
      if (form === 'json') return ok(found);
      if (form === 'csv') return file('csv', `${id}-${table}`, recallDrillCsv(found, table));
      return file('pdf', id, await recallDrillPdf(found));
    },
  }),
];

function preferredForm(accept: string | undefined): Form {
  const type = preferredType(accept, Object.values(FORMS));
  return (Object.keys(FORMS) as Form[]).find((form) => FORMS[form] === type) ?? 'json';
}

const file = (form: Form, name: string, body: string | Buffer): Answer => ({
  status: 200,
  body,
  headers: {
    'Content-Type': form === 'csv' ? `${FORMS.csv}; charset=utf-8; header=present` : FORMS[form],
    'Content-Disposition': `attachment; filename="recall-drill-${name}.${form}"`,
    Vary: 'Accept',
  },
});
