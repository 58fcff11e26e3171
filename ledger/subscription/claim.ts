import type { Pool } from 'pg';
import { z } from 'zod';
import type { LoggedEvent } from '../../contracts/record';
import { cloudEvent, EVENT_COLUMNS, EventRow } from '../event-log/row';

/** A delivery that is being made: nobody else makes it before its lease is over. */
export interface ClaimedDelivery {
  readonly id: number;
  readonly subscription: string;
  /** The replay that it belongs to; null: as it happened. */
  readonly replay: string | null;
  readonly url: string;
  /** Newest first; all of them sign. */
  readonly secrets: readonly string[];
  /** This one included. */
  readonly attempts: number;
  readonly event: LoggedEvent;
}

const Row = EventRow.extend({
  delivery: z.number(),
  subscription: z.string(),
  replay: z.string().nullable(),
  url: z.string(),
  version: z.number(),
  secrets: z.array(z.string()),
  attempts: z.number(),
  previous: z.number().nullable(),
});

/**
 * Leases what is due of each feed: in the log's order, one at a time of a subject, and so few at once that no consumer takes
 * the place of another. No SQL transaction stays open while they are delivered.
 * @param atOnce deliveries of one feed that are out at once, by whomever
 */
export async function claimDeliveries(
  pool: Pool,
  atOnce: number,
  leaseMs: number,
  now: Date,
): Promise<ClaimedDelivery[]> {
  const found = await pool.query({
    name: 'delivery-claim',
    text: `with claimed as (
             update delivery set lease_until = $1::timestamptz + make_interval(secs => $2 / 1000.0), attempts = attempts + 1
             where id in (
               select next.id from feed
               join subscription on subscription.id = feed.subscription and subscription.state = 'active'
               cross join lateral (
                 select id from delivery waiting
                 where waiting.feed = feed.id and waiting.state = 'pending' and waiting.due_at <= $1
                   and (waiting.lease_until is null or waiting.lease_until <= $1)
                   and not exists (select from delivery earlier where earlier.feed = waiting.feed and earlier.subject = waiting.subject
                                   and earlier.state = 'pending' and earlier.sequence < waiting.sequence)
                 order by waiting.sequence
                 limit greatest(0, $3 - (select count(*) from delivery out where out.feed = feed.id and out.state = 'pending' and out.lease_until > $1))
                 for update skip locked
               ) next
             )
             returning id, feed, subscription, event, attempts
           )
           select claimed.id as delivery, claimed.subscription, case when feed.kind = 'replay' then feed.id end as replay, claimed.attempts,
             subscription.url, subscription.version, ${EVENT_COLUMNS},
             (select array_agg(secret order by number desc) from subscription_secret key
              where key.subscription = subscription.id and (key.expires_at is null or key.expires_at > $1)) as secrets,
             (select max(before.sequence) from event before
              where before.subject = event.subject and before.sequence < event.sequence and before.type like any(subscription.patterns)
                and (cardinality(subscription.plants) = 0 or before.plant = any(subscription.plants))) as previous
           from claimed join feed on feed.id = claimed.feed join subscription on subscription.id = claimed.subscription
             join event on event.id = claimed.event
           order by event.sequence`,
    values: [now, leaseMs, atOnce],
  });
  return found.rows.map((row) => {
    const { delivery, version, previous, ...claim } = Row.parse(row);
    return {
      id: delivery,
      subscription: claim.subscription,
      replay: claim.replay,
      url: claim.url,
      secrets: claim.secrets,
      attempts: claim.attempts,
      event: { ...cloudEvent(claim, version), previous },
    };
  });
}
