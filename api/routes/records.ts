import { z } from 'zod';
import { AuditExport, AuditKeys } from '../../contracts/audit-export';
import { Name } from '../../contracts/material';
import { Problem } from '../../contracts/problem';
import { Instant } from '../../contracts/quantity';
import { AuditRow, AuditVerification, Transaction } from '../../contracts/record';
import { auditExport } from '../audit-export';
import { PageQuery, pageOf } from '../listing';
import { ok, query, type Route } from '../route';

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

/** What happened: transactions, audit. */
export const records: readonly Route[] = [
  query({
    id: 'getTransaction',
    method: 'get',
    path: '/v1/transactions/{id}',
    summary: 'One saga run: what it is about, and its audit rows',
    tag: 'records',
    params: z.object({ id: Name }),
    answers: { 200: Transaction },
    problems: ['not-found'],
    async handle({ params: { id } }, { ledger }) {
      const transaction = await ledger.getTransaction(id);
      if (!transaction) throw new Problem('not-found', `There is no transaction ${id}.`);
      return ok(transaction);
    },
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
