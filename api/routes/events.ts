import { z } from 'zod';
import { LegalHold, LegalHoldRelease, LegalHoldRequest } from '../../contracts/legal-hold';
import { Name } from '../../contracts/material';
import { Problem } from '../../contracts/problem';
import { LoggedEvent } from '../../contracts/record';
import { EventVersion } from '../../contracts/subscription';
import { eventStream } from '../event-stream';
import { PageQuery, pageOf } from '../listing';
import { OpenStreams } from '../open-streams';
import { command, ok, query, type Route } from '../route';
import { invalid } from '../validation';

const tag = 'events';

const Filter = z.object({
  after: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional().meta({
    description:
      'Sequence after which to begin. Where some of what comes after it was purged, the answer is 410; without it the log begins where it is kept.',
  }),
  type: Name.optional().meta({ description: 'A type, or its beginning with * at the end' }),
  except: Name.optional().meta({
    description: 'A type, or its beginning with * at the end, that is left out, such as `interlock.audit.*`',
  }),
  subject: Name.optional(),
  transaction: Name.optional(),
  plant: Name.optional(),
  version: EventVersion.default(1).meta({
    description:
      'The highest version in which events are wanted; an event that has none so high comes in its highest',
  }),
});

const PageFilter = Filter.extend({
  limit: PageQuery.shape.limit,
  order: z
    .enum(['oldest', 'newest'])
    .default('oldest')
    .meta({ description: 'What comes first: the page goes on after `after`, or back before `before`' }),
  before: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional().meta({
    description:
      'Of `order=newest`: sequence before which to begin; without it the newest event is the first',
  }),
}).refine(({ order, after, before }) => (order === 'newest' ? after : before) === undefined, {
  error: 'after goes with order=oldest, before with order=newest',
});

const Page = z.object({
  events: z.array(LoggedEvent),
  /** Where to read on from, as `after` or `before`, where there is more. */
  next: z.string().nullable(),
  /** Events up to this sequence were purged by retention, but for what legal holds keep; 0 where none was. */
  purgedThrough: z.int(),
});

/** What this process has open; another has its own. */
export const openStreams = new OpenStreams();

/** The point after which a client that connects again goes on (HTML, 9.2.4). */
function lastEventId(header: string | string[] | undefined): number | null {
  if (header === undefined || header === '') return null;
  if (/^\d{1,15}$/.test(String(header))) return Number(header);
  throw invalid([{ pointer: '/last-event-id', detail: 'Last-Event-ID is the sequence of an event' }]);
}

/** The event log: read, followed, and kept from being purged. */
export const events: readonly Route[] = [
  query({
    id: 'listEvents',
    method: 'get',
    path: '/v1/events',
    summary: 'The event log in its order, after a given sequence; or back from the newest',
    tag,
    query: PageFilter,
    answers: { 200: Page },
    problems: ['events-purged'],
    handle: async ({ query: { order, ...filter } }, { ledger }) =>
      ok(await (order === 'newest' ? ledger.listNewestEvents(filter) : ledger.listEvents(filter))),
  }),
  query({
    id: 'streamEvents',
    method: 'get',
    path: '/v1/events/stream',
    summary:
      'The event log as server-sent events: from Last-Event-ID or `after` on, from now on without either; each event once, its sequence as id',
    tag,
    query: Filter,
    answers: { 200: z.string().meta({ contentMediaType: 'text/event-stream' }) },
    problems: ['events-purged', 'too-many-streams'],
    async handle({ query: { after, ...filter }, headers }, services, exchange) {
      const { ledger, topology, stopping } = services;
      const asked = lastEventId(headers['last-event-id']) ?? after ?? null;
      const begin = await ledger.events.start(filter, asked);
      const stream = eventStream(ledger, {
        filter,
        after: begin,
        end: [exchange.gone, stopping],
        settings: topology.events,
      });
      return {
        status: 200,
        body: openStreams.admit(exchange.caller!.id, topology.events.streamsPerCaller, stream),
        headers: { 'Content-Type': 'text/event-stream; charset=utf-8' },
      };
    },
  }),
  command({
    id: 'placeLegalHold',
    method: 'post',
    path: '/v1/legal-holds',
    summary: 'Keep the events of a transaction or a subject, whatever retention says',
    tag,
    body: LegalHoldRequest,
    answers: { 201: LegalHold },
    plants: () => Promise.resolve([]),
    async handle({ body }, { ledger }, { tx, caller, now }) {
      const hold = await ledger.events.placeLegalHold(tx, body, caller, now);
      return { status: 201, body: hold, location: `/v1/legal-holds/${hold.id}` };
    },
  }),
  query({
    id: 'listLegalHolds',
    method: 'get',
    path: '/v1/legal-holds',
    summary: 'Legal holds, oldest first',
    tag,
    query: PageQuery.extend({ state: z.enum(['open', 'released']).optional() }),
    answers: { 200: pageOf(LegalHold) },
    handle: async ({ query: filter }, { ledger }) => ok(await ledger.events.listLegalHolds(filter)),
  }),
  query({
    id: 'getLegalHold',
    method: 'get',
    path: '/v1/legal-holds/{id}',
    summary: 'What is kept, since when and why; until when, once it is released',
    tag,
    params: z.object({ id: Name }),
    answers: { 200: LegalHold },
    problems: ['not-found'],
    async handle({ params: { id } }, { ledger }) {
      const hold = await ledger.events.getLegalHold(id);
      if (!hold) throw new Problem('not-found', `There is no legal hold ${id}.`);
      return ok(hold);
    },
  }),
  command({
    id: 'releaseLegalHold',
    method: 'post',
    path: '/v1/legal-holds/{id}/release',
    summary: 'Retention goes for these events again',
    tag,
    params: z.object({ id: Name }),
    body: LegalHoldRelease,
    answers: { 200: LegalHold },
    problems: ['not-found', 'legal-hold-released'],
    plants: () => Promise.resolve([]),
    handle: async ({ params: { id }, body }, { ledger }, { tx, caller, now }) =>
      ok(await ledger.events.releaseLegalHold(tx, id, body.reason, caller, now)),
  }),
];
