import type { Pool } from 'pg';
import { z } from 'zod';
import { SUBSCRIPTION_STATES, type Subscription } from '../../contracts/subscription';
import { utc } from '../view';
import { pageOf, type Page } from '../page';

const Row = z.object({
  id: z.string(),
  transaction: z.string(),
  url: z.string(),
  types: z.array(z.string()),
  plants: z.array(z.string()),
  version: z.number(),
  state: z.enum(SUBSCRIPTION_STATES),
  reason: z.string().nullable(),
  created_at: z.date(),
  position: z.number(),
  pending: z.number(),
  dead: z.number(),
  secrets: z.array(z.object({ number: z.number(), expiresAt: z.string().nullable() })),
});

const SELECT = `select s.id, s.transaction, s.url, s.types, s.plants, s.version, s.state, s.reason, s.created_at,
    coalesce((select cursor from feed where feed.subscription = s.id and kind = 'live'), 0) as position,
    (select count(*) from delivery d where d.subscription = s.id and d.state = 'pending') as pending,
    (select count(*) from delivery d where d.subscription = s.id and d.state = 'dead') as dead,
    coalesce((select jsonb_agg(jsonb_build_object('number', k.number, 'expiresAt', ${utc('k.expires_at')}) order by k.number desc)
      from subscription_secret k where k.subscription = s.id and (k.expires_at is null or k.expires_at > $1)), '[]') as secrets
  from subscription s`;

function shown(found: unknown): Subscription {
  const { created_at, ...row } = Row.parse(found);
  return { ...row, createdAt: created_at.toISOString() };
}

/** A subscription as it is at an instant, deleted ones included; null where there is none. */
export async function viewSubscription(
  tx: Pick<Pool, 'query'>,
  id: string,
  now: Date,
): Promise<Subscription | null> {
  const found = await tx.query({
    name: 'subscription-view',
    text: `${SELECT} where s.id = $2`,
    values: [now, id],
  });
  return found.rows[0] ? shown(found.rows[0]) : null;
}

export interface SubscriptionFilter {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Subscriptions that are not deleted, oldest first. */
export async function listSubscriptions(
  pool: Pool,
  { cursor, limit }: SubscriptionFilter,
  now: Date,
): Promise<Page<Subscription>> {
  const found = await pool.query({
    name: 'subscription-list',
    text: `${SELECT} where s.state <> 'deleted'
             and ($2::text is null or (s.created_at, s.id) > (select created_at, id from subscription where id = $2))
           order by s.created_at, s.id limit $3`,
    values: [now, cursor ?? null, limit + 1],
  });
  return pageOf(found.rows, limit, shown);
}
