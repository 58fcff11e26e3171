import { z } from 'zod';
import { AuditExport, AuditKeys } from '../../contracts/audit-export';
import { Name } from '../../contracts/material';
import { Problem } from '../../contracts/problem';
import { Instant } from '../../contracts/quantity';
import { AuditRow, AuditVerification, Transaction } from '../../contracts/record';
import { StoryQuestion, TransactionSummary } from '../../contracts/story';
import { auditExport } from '../audit-export';
import { PageQuery, pageOf } from '../listing';
import { ok, query, type Route } from '../route';
import { tellStory } from '../story';

const ExportQuery = z
  .object({ transaction: Name.optional(), from: Instant.optional(), to: Instant.optional() })
  .refine(
    ({ transaction, from, to }) => (transaction !== undefined) !== (from !== undefined || to !== undefined),
    {
      error: 'name either a transaction, or from and to',
    },
  )
  .refine(({ from, to }) => (from === undefined) === (to === undefined), {
    error: 'from and to go together',
  });

const TransactionQuestion = PageQuery.extend({
  about: Name.optional().meta({
    description:
      'A transaction, hold, change, production order, inspection, shipment authorization, disposition, exception or event: its id, or the number that a system gave it',
  }),
  trace: z
    .string()
    .regex(/^[0-9a-f]{32}$/, 'the id of a trace: 32 hexadecimal digits')
    .optional()
    .meta({ description: 'Id of a trace, as log lines and problems name it' }),
  lot: Name.optional().meta({ description: 'A lot that it covers, inspects, keeps or ships' }),
});

/** What happened: transactions, audit. */
export const records: readonly Route[] = [
  query({
    id: 'getTransaction',
    method: 'get',
    path: '/v1/transactions/{id}',
    summary:
      'One saga run: what it is about, its audit rows, and its story: what each system was asked, answered and was seen to say, what waited for what',
    tag: 'records',
    params: z.object({ id: Name }),
    query: StoryQuestion,
    answers: { 200: Transaction },
    problems: ['not-found'],
    async handle({ params: { id }, query: question }, services) {
      const transaction = await services.ledger.getTransaction(id);
      if (!transaction) throw new Problem('not-found', `There is no transaction ${id}.`);
      return ok({ ...transaction, story: await tellStory(id, transaction, question, services) });
    },
  }),
  query({
    id: 'listTransactions',
    method: 'get',
    path: '/v1/transactions',
    summary: 'Transactions by what they are about: an id, the number that a system gave, a lot; newest first',
    tag: 'records',
    query: TransactionQuestion,
    answers: { 200: pageOf(TransactionSummary) },
    handle: async ({ query: filter }, { ledger }) => ok(await ledger.stories.find(filter)),
  }),
  query({
    id: 'listAudit',
    method: 'get',
    path: '/v1/audit',
    summary: 'Every state change: who, when, from, to, why',
    tag: 'records',
    query: PageQuery.extend({
      transaction: Name.optional(),
      action: Name.optional().meta({
        description: 'With * for any text: `*.refused` is what was tried without authority.',
      }),
      by: z.literal('others').optional().meta({
        description: 'Only what people and other systems did, without what Interlock did by itself',
      }),
      order: z.enum(['oldest', 'newest']).default('oldest').meta({ description: 'What comes first' }),
    }),
    answers: { 200: pageOf(AuditRow) },
    handle: async ({ query: filter }, { ledger }) => ok(await ledger.listAudit(filter)),
  }),
  query({
    id: 'exportAudit',
    method: 'get',
    path: '/v1/audit/export',
    summary:
      'Whole chains of the audit with signatures and seals, to be checked without Interlock by tools/verify-audit.mjs',
    tag: 'records',
    query: ExportQuery,
    answers: { 200: AuditExport },
    handle: ({ query: { transaction, from, to } }, services) => {
      const scope = { transaction: transaction ?? null, from: from ?? null, to: to ?? null };
      return Promise.resolve({
        status: 200,
        headers: {
          'Content-Type': 'application/x-ndjson',
          'Content-Disposition': 'attachment; filename="audit.ndjson"',
        },
        body: auditExport(scope, services),
      });
    },
  }),
  query({
    id: 'getAuditKeys',
    method: 'get',
    path: '/v1/audit/keys',
    summary: 'The public keys by which seals, electronic signatures and exports of the audit are checked',
    tag: 'records',
    answers: { 200: AuditKeys },
    handle: (_ask, { auditKeys }) => Promise.resolve(ok(auditKeys)),
  }),
  query({
    id: 'verifyAudit',
    method: 'get',
    path: '/v1/audit/verification',
    summary: 'Recomputes every hash: is a row changed, missing or cut off the end?',
    tag: 'records',
    answers: { 200: AuditVerification },
    handle: async (_ask, { ledger }) => ok(await ledger.verifyAudit()),
  }),
];
