import type { Pool } from 'pg';
import { HEAD } from '../event-log/list';
import type { Tx } from '../pool';
import { brief } from '../transaction';

/** Deliveries of a feed that may wait at once; the rest waits in the log, and costs nothing. */
const WINDOW = 500;
/** With more than these still waiting, none are added: a transaction for each that is delivered would cost more than it. */
const ENOUGH = 250;
/** How much of the log one step goes through, whatever of it is asked for. */
const LOOK = 20_000;

interface Feed {
  readonly id: string;
  readonly subscription: string;
  readonly cursor: number;
  readonly until: number;
  readonly patterns: readonly string[];
  readonly plants: readonly string[];
  readonly room: number;
}

/**
 * Makes out deliveries for what active subscriptions ask for and have not been handed yet: each event once a feed, since the
 * feed's cursor moves in the same transaction.
 */
export async function handOut(pool: Pool, now: Date): Promise<void> {
  for (const id of await behind(pool)) while (await brief(pool, (tx) => step(tx, id, now)));
}

async function behind(pool: Pool): Promise<string[]> {
  const found = await pool.query<{ id: string }>({
    name: 'feed-behind',
    text: `select feed.id from feed join subscription on subscription.id = feed.subscription
           where subscription.state = 'active' and feed.finished_at is null
             and (feed.until is not null or feed.cursor < ${HEAD})
             and (select count(*) from (select from delivery where delivery.feed = feed.id and delivery.state = 'pending' limit $1 + 1) waiting) <= $1
           order by feed.id`,
    values: [ENOUGH],
  });
  return found.rows.map(({ id }) => id);
}

/** @returns whether there is more, and room for it */
async function step(tx: Tx, id: string, now: Date): Promise<boolean> {
  const feed = await lockFeed(tx, id);
  if (!feed || feed.room <= 0) return false;
  const to = Math.min(feed.until, feed.cursor + LOOK);
  const handed = await tx.query<{ cursor: number }>({
    name: 'feed-hand-out',
    text: `with slice as (
             select id, sequence, subject from event
             where sequence > $2 and sequence <= $3 and type like any($4) and (cardinality($5::text[]) = 0 or plant = any($5))
             order by sequence limit $6
           ),
           made as (
             insert into delivery (feed, subscription, event, sequence, subject, due_at)
             select $1, $7, id, sequence, subject, $8 from slice
           )
           update feed set cursor = case when (select count(*) from slice) < $6 then $3 else (select max(sequence) from slice) end
           where id = $1 returning cursor`,
    values: [id, feed.cursor, to, feed.patterns, feed.plants, feed.room, feed.subscription, now],
  });
  const cursor = handed.rows[0]?.cursor ?? to;
  await tx.query({
    name: 'feed-finish',
    text: 'update feed set finished_at = $2 where id = $1 and cursor >= until',
    values: [id, now],
  });
  return cursor < feed.until;
}

async function lockFeed(tx: Tx, id: string): Promise<Feed | null> {
  const found = await tx.query<Feed>({
    name: 'feed-lock',
    text: `select feed.id, feed.subscription, feed.cursor, subscription.patterns, subscription.plants,
             least(feed.until, ${HEAD}) as until,
             $2 - (select count(*) from delivery where delivery.feed = feed.id and delivery.state = 'pending') as room
           from feed join subscription on subscription.id = feed.subscription
           where feed.id = $1 and feed.finished_at is null and subscription.state = 'active'
           for update of feed skip locked`,
    values: [id, WINDOW],
  });
  return found.rows[0] ?? null;
}
