import { z } from 'zod';
import { Name } from '../../contracts/material';
import { Problem } from '../../contracts/problem';
import { AuditRow, AuditVerification, Transaction } from '../../contracts/record';
import { PageQuery, pageOf } from '../listing';
import { ok, query, type Route } from '../route';

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
    id: 'verifyAudit',
    method: 'get',
    path: '/v1/audit/verification',
    summary: 'Recomputes every hash: is a row changed, missing or cut off the end?',
    tag: 'records',
    answers: { 200: AuditVerification },
    handle: async (_ask, { ledger }) => ok(await ledger.verifyAudit()),
  }),
];
