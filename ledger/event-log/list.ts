import type { Pool } from 'pg';
import { EVENTS } from '../../contracts/events';
import { Problem } from '../../contracts/problem';
import type { LoggedEvent } from '../../contracts/record';
import { askedFor } from '../../domain/upcasts';
import { cloudEvent, EVENT_COLUMNS, EventRow, likePattern } from './row';

export interface EventFilter {
  /** A type, as it is or was published, or a pattern that ends in `*`. */
  readonly type?: string | undefined;
  /** A type, or a pattern that ends in `*`, that is left out. */
  readonly except?: string | undefined;
  readonly subject?: string | undefined;
  readonly transaction?: string | undefined;
  readonly plant?: string | undefined;
  /** The highest that is wanted; 1 when not given. */
  readonly version?: number | undefined;
}

/** How much of the log one look goes through where no index leads to what is wanted: no statement runs for long. */
const LOOK = 20_000;

/** Sequence of the newest event that has one, though it was purged since: as a column. */
export const HEAD = `greatest((select max(sequence) from event), (select last from event_mark where kind = 'log'), 0)`;

/** Sequence of the newest event that has one. */
export async function headOf(pool: Pick<Pool, 'query'>): Promise<number> {
  const found = await pool.query<{ head: number }>({
    name: 'event-head',
    text: `select ${HEAD} as head`,
  });
  return found.rows[0]?.head ?? 0;
}

/**
 * Up to which sequence events were purged of which the reader would want to hear; 0 where none was.
 * @param type null: every type
 */
export async function purgedThrough(pool: Pick<Pool, 'query'>, type: string | null): Promise<number> {
  const like = type === null ? null : patternOf(askedFor(type).pattern);
  const classes = Object.entries(EVENTS).flatMap(([name, { retention }]) =>
    like === null || like.test(name) ? [retention] : [],
  );
  const found = await pool.query<{ last: number }>({
    name: 'event-purged-through',
    text: `select coalesce(max(last), 0) as last from event_mark where kind = 'class' and name = any($1)`,
    values: [[...new Set(classes)]],
  });
  return found.rows[0]?.last ?? 0;
}

const patternOf = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replaceAll(/[.+?^$()[\]{}|\\]/g, '\\$&').replaceAll('*', '.*')}$`);

/** @throws Problem `events-purged` where what comes after this point is not all kept any more */
export async function refusePurged(
  pool: Pick<Pool, 'query'>,
  after: number,
  type: string | null,
): Promise<void> {
  const purged = await purgedThrough(pool, type);
  if (after < purged)
    throw new Problem(
      'events-purged',
      `Events up to ${purged} were purged by retention: read without "after" for what is kept, or after ${purged}.`,
      [],
      { purgedThrough: purged },
    );
}

/**
 * The next events after a point, oldest first.
 * @returns with `upTo`, where to read on from: no event before it that the filter fits is missing. `isAll`: there are no more
 */
export async function readEvents(
  pool: Pick<Pool, 'query'>,
  filter: EventFilter,
  after: number,
  limit: number,
): Promise<{ events: LoggedEvent[]; upTo: number; isAll: boolean }> {
  const head = await headOf(pool);
  const look = (filter.transaction ?? filter.subject) === undefined ? LOOK : Infinity;
  for (let from = after; ; from += look) {
    const to = Math.min(head, from + look);
    const events = await between(pool, filter, from, to, limit);
    const isAll = to >= head;
    if (events.length === limit) return { events, upTo: events.at(-1)!.sequence, isAll: false };
    if (events.length > 0 || isAll) return { events, upTo: Math.max(to, after), isAll };
  }
}

/**
 * The newest events before a point, newest first.
 * @param before null: now
 * @returns with `downTo`: no event from there to the point that the filter fits is missing. `isAll`: there are no more
 */
export async function readEventsBefore(
  pool: Pick<Pool, 'query'>,
  filter: EventFilter,
  before: number | null,
  limit: number,
): Promise<{ events: LoggedEvent[]; downTo: number; isAll: boolean }> {
  const head = await headOf(pool);
  const look = (filter.transaction ?? filter.subject) === undefined ? LOOK : Infinity;
  for (let to = Math.min(head, (before ?? Infinity) - 1); ; to -= look) {
    const from = Math.max(0, to - look);
    const events = await between(pool, filter, from, to, limit, 'desc');
    const isAll = from === 0;
    if (events.length === limit) return { events, downTo: events.at(-1)!.sequence, isAll: false };
    if (events.length > 0 || isAll) return { events, downTo: from + 1, isAll };
  }
}

async function between(
  pool: Pick<Pool, 'query'>,
  filter: EventFilter,
  after: number,
  to: number,
  limit: number,
  direction: 'asc' | 'desc' = 'asc',
): Promise<LoggedEvent[]> {
  const asked = filter.type === undefined ? null : askedFor(filter.type);
  const found = await pool.query({
    name: direction === 'asc' ? 'event-read' : 'event-read-newest',
    text: `select ${EVENT_COLUMNS} from event
           where sequence > $1 and sequence <= $2 and ($3::text is null or type like $3) and ($4::text is null or subject = $4)
             and ($5::text is null or transaction = $5) and ($6::text is null or plant = $6)
             and ($8::text is null or type not like $8)
           order by sequence ${direction} limit $7`,
    values: [
      after,
      to,
      asked && likePattern(asked.pattern),
      filter.subject ?? null,
      filter.transaction ?? null,
      filter.plant ?? null,
      limit,
      filter.except === undefined ? null : likePattern(askedFor(filter.except).pattern),
    ],
  });
  const version = Math.max(filter.version ?? 1, asked?.version ?? 1);
  return found.rows.map((row) => cloudEvent(EventRow.parse(row), version));
}
