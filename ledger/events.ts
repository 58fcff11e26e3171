import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { EventData, EventType } from '../contracts/events';
import type { Tx } from './pool';

export interface Publication<T extends EventType> {
  readonly type: T;
  readonly subject: string;
  readonly transaction: string;
  readonly plant: string | null;
  readonly at: Date;
  readonly data: EventData<T>;
}

/** Records an event in the work's own transaction; it gets its sequence from the sequencer. */
export async function publish<T extends EventType>(tx: Tx, event: Publication<T>): Promise<void> {
  await tx.query({
    name: 'event-publish',
    text: 'insert into event (id, type, subject, transaction, plant, at, data) values ($1, $2, $3, $4, $5, $6, $7)',
    values: [randomUUID(), event.type, event.subject, event.transaction, event.plant, event.at, event.data],
  });
}

/** One type of a family, with what it says beside what its publisher knows by itself. */
export type Told<T extends EventType, Known extends PropertyKey> = T extends EventType
  ? { readonly type: T } & Beside<Omit<EventData<T>, Known>>
  : never;
type Beside<Data> = object extends Data ? { readonly data?: Data } : { readonly data: Data };
/** A state change that is on the record only. */
export interface Untold {
  readonly type: null;
  readonly data?: undefined;
}

const SEQUENCER_LOCK = 7_221_041_776;

/** Gives every committed event its place in the one order. One sequencer at a time; commit order does not matter. */
export async function sequenceEvents(tx: Tx): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1)', [SEQUENCER_LOCK]);
  await tx.query({
    name: 'event-sequence',
    text: `update event set sequence = placed.sequence
           from (select id, nextval('event_sequence') as sequence
                 from (select id from event where sequence is null order by position) unplaced) placed
           where event.id = placed.id`,
  });
}

export interface EventFilter {
  readonly after: number;
  readonly type?: string | undefined;
  readonly transaction?: string | undefined;
  readonly plant?: string | undefined;
  readonly limit: number;
}

/** CloudEvents with their sequence, oldest first. `type` may end in `*`. */
export async function listEvents(
  pool: Pool,
  filter: EventFilter,
): Promise<{ events: Record<string, unknown>[]; next: string | null }> {
  const found = await pool.query<{
    id: string;
    sequence: number;
    type: string;
    subject: string;
    transaction: string;
    plant: string | null;
    at: Date;
    data: unknown;
  }>({
    name: 'event-list',
    text: `select id, sequence, type, subject, transaction, plant, at, data from event
           where sequence > $1 and ($2::text is null or type like $2) and ($3::text is null or transaction = $3) and ($4::text is null or plant = $4)
           order by sequence limit $5`,
    values: [
      filter.after,
      filter.type === undefined ? null : filter.type.replaceAll('_', '\\_').replaceAll('*', '%'),
      filter.transaction ?? null,
      filter.plant ?? null,
      filter.limit + 1,
    ],
  });
  const page = found.rows.slice(0, filter.limit);
  const events = page.map((row) => ({
    specversion: '1.0',
    id: row.id,
    source: 'interlock',
    type: row.type,
    subject: row.subject,
    time: row.at.toISOString(),
    datacontenttype: 'application/json',
    transaction: row.transaction,
    plant: row.plant,
    sequence: row.sequence,
    data: row.data,
  }));
  return { events, next: found.rows.length > filter.limit ? String(page.at(-1)?.sequence) : null };
}
