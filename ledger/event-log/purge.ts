import { type EventClass, EVENTS } from '../../contracts/events';
import type { Topology } from '../../contracts/topology';
import { audit, INTERLOCK } from '../audit';
import type { Pool, Tx } from '../pool';
import { brief } from '../transaction';

/** Events in one transaction. */
const AT_A_TIME = 2_000;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Measures are counted from these. */
const COUNTED: ReadonlySet<string> = new Set(['interlock.drift.found.v1']);
/** The chain of the audit on which every purge is written. */
const CHAIN = 'event-retention';

/** Hours since 1970. */
export const hourOf = (at: Date): number => Math.floor(at.getTime() / HOUR_MS);

const typesOf = (kept: EventClass): string[] =>
  Object.entries(EVENTS).flatMap(([type, { retention }]) =>
    retention === kept && !COUNTED.has(type) ? [type] : [],
  );

/**
 * Purges what is older than its class is kept. What stays: what a legal hold names, and what a subscription or a replay that
 * runs has still to be given.
 * @param now the hour counts in which it lies
 * @returns how many events were purged
 */
export async function purgeEvents(pool: Pool, topology: Topology, now: Date): Promise<number> {
  const hour = hourOf(now) * HOUR_MS;
  let purged = 0;
  for (const [kept, days] of Object.entries(topology.events.retention)) {
    const types = typesOf(kept as EventClass);
    const before = new Date(hour - days * DAY_MS);
    for (;;) {
      const some = await brief(pool, (tx) => purgeSome(tx, kept as EventClass, types, before, now));
      purged += some;
      if (some < AT_A_TIME) break;
    }
  }
  return purged;
}

async function purgeSome(
  tx: Tx,
  kept: EventClass,
  types: readonly string[],
  before: Date,
  now: Date,
): Promise<number> {
  if (!(await isAnyOlder(tx, types, before))) return 0;
  // A legal hold is placed before this purge looks, or after it is over; subscriptions are, too.
  await tx.query('lock table legal_hold, feed in share mode');
  const found = await tx.query<{ count: number; last: number | null }>({
    name: 'event-purge',
    text: `with purged as (
             delete from event where id in (
               select id from event old
               where old.type = any($1) and old.at < $2 and old.sequence is not null
                 and not exists (select from legal_hold where released_at is null and (legal_hold.transaction = old.transaction or legal_hold.subject = old.subject))
                 and not exists (select from delivery where delivery.event = old.id and delivery.state <> 'delivered')
                 and not exists (select from feed join subscription on subscription.id = feed.subscription
                                 where subscription.state = 'active' and feed.finished_at is null and feed.cursor < old.sequence)
               order by old.at limit $3
             )
             returning sequence, subject, subject_sequence, transaction, transaction_sequence
           ),
           marks as (
             select 'log' as kind, '' as name, max(sequence) as last from purged having count(*) > 0
             union all select 'class', $4, max(sequence) from purged having count(*) > 0
             union all select 'subject', subject, max(subject_sequence) from purged group by subject
             union all select 'transaction', transaction, max(transaction_sequence) from purged group by transaction
           ),
           marked as (
             insert into event_mark (kind, name, last) select kind, name, last from marks
             on conflict (kind, name) do update set last = greatest(event_mark.last, excluded.last)
           )
           select count(*) as count, max(sequence) as last from purged`,
    values: [types, before, AT_A_TIME, kept],
  });
  const { count = 0, last = null } = found.rows[0] ?? {};
  if (count > 0)
    await audit(tx, {
      transaction: CHAIN,
      at: now,
      who: INTERLOCK,
      action: 'events.purged',
      subject: kept,
      from: null,
      to: { events: count, through: last, olderThan: before.toISOString() },
      why: 'retention',
    });
  return count;
}

async function isAnyOlder(tx: Tx, types: readonly string[], before: Date): Promise<boolean> {
  const found = await tx.query<{ older: boolean }>({
    name: 'event-older',
    text: 'select exists (select from event where type = any($1) and at < $2) as older',
    values: [types, before],
  });
  return found.rows[0]?.older ?? false;
}
