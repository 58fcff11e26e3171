import { z } from 'zod';
import { EXCEPTION_ORDERS, ExceptionItem, ResolutionRequest } from '../../contracts/exception';
import { Name } from '../../contracts/material';
import { Problem } from '../../contracts/problem';
import type { Ledger } from '../../ledger';
import { PageQuery, pageOf } from '../listing';
import { command, ok, query, type Route } from '../route';

const tag = 'support';
const ExceptionParams = z.object({ id: Name.meta({ description: 'Id of an exception, such as EX-…' }) });

async function existing(ledger: Ledger, id: string): Promise<ExceptionItem> {
  const exception = await ledger.getException(id);
  if (!exception) throw new Problem('not-found', `There is no exception ${id}.`);
  return exception;
}

/** The support queue: parked steps, and what a person does about them. */
export const exceptions: readonly Route[] = [
  query({
    id: 'listExceptions',
    method: 'get',
    path: '/v1/exceptions',
    summary: 'The support queue: steps that wait for a person',
    tag,
    query: PageQuery.extend({
      state: z.enum(['open', 'closed']).optional(),
      plant: Name.optional(),
      productFamily: Name.optional(),
      transaction: Name.optional(),
      system: Name.optional(),
      order: z.enum(EXCEPTION_ORDERS).default('oldest').meta({
        description: 'The oldest first, or those first that were escalated furthest',
      }),
    }),
    answers: { 200: pageOf(ExceptionItem) },
    handle: async ({ query: filter }, { ledger }) => ok(await ledger.listExceptions(filter)),
  }),
  query({
    id: 'getException',
    method: 'get',
    path: '/v1/exceptions/{id}',
    summary: 'One parked step: what was asked, what the system answered, what can be done',
    tag,
    params: ExceptionParams,
    answers: { 200: ExceptionItem },
    problems: ['not-found'],
    handle: async ({ params: { id } }, { ledger }) => ok(await existing(ledger, id)),
  }),
  command({
    id: 'resolveException',
    method: 'post',
    path: '/v1/exceptions/{id}/resolution',
    summary:
      'Try a parked step again, mend a technical field, leave it out, or withdraw what it belongs to; once',
    tag,
    params: ExceptionParams,
    body: ResolutionRequest,
    answers: { 200: ExceptionItem },
    problems: ['not-found', 'exception-closed', 'resolution-not-possible', 'change-over', 'contended'],
    plants: async ({ params: { id } }, { ledger }) => [(await existing(ledger, id)).plant],
    decides: async ({ id }, { ledger }) => (await ledger.getException(id))?.transaction ?? null,
    handle: async ({ params: { id }, body }, { ledger }, { tx, caller, now }) =>
      ok(await ledger.resolveException(tx, id, body, caller, now)),
  }),
];
