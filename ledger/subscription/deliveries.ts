import type { Pool } from 'pg';
import { z } from 'zod';
import { DELIVERY_STATES, type Delivery, type DeliveryState } from '../../contracts/subscription';
import { Problem } from '../../contracts/problem';
import type { Actor } from '../audit';
import type { Tx } from '../pool';
import { lockSubscription } from './change';
import { record } from './record';
import { pageOf, type Page } from '../page';

const Row = z.object({
  id: z.number(),
  subscription: z.string(),
  replay: z.string().nullable(),
  event: z.string(),
  type: z.string(),
  subject: z.string(),
  sequence: z.number(),
  state: z.enum(DELIVERY_STATES),
  attempts: z.number(),
  due_at: z.date(),
  settled_at: z.date().nullable(),
  status: z.number().nullable(),
  error: z.string().nullable(),
});

const SELECT = `select d.id, d.subscription, case when feed.kind = 'replay' then feed.id end as replay, d.event, event.type, d.subject, d.sequence,
    d.state, d.attempts, d.due_at, d.settled_at, d.status, d.error
  from delivery d join feed on feed.id = d.feed join event on event.id = d.event`;

function shown(found: unknown): Delivery {
  const { id, event, type, subject, sequence, due_at, settled_at, ...row } = Row.parse(found);
  return {
    ...row,
    id: String(id),
    event: { id: event, type, subject, sequence },
    dueAt: row.state === 'pending' ? due_at.toISOString() : null,
    settledAt: settled_at?.toISOString() ?? null,
  };
}

export interface DeliveryFilter {
  readonly subscription: string;
  readonly state?: DeliveryState | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Deliveries of a subscription, oldest first. */
export async function listDeliveries(
  pool: Pool,
  { subscription, state, cursor, limit }: DeliveryFilter,
): Promise<Page<Delivery>> {
  const found = await pool.query({
    name: 'delivery-list',
    text: `${SELECT} where d.subscription = $1 and ($2::text is null or d.state = $2) and d.id > $3 order by d.id limit $4`,
    values: [subscription, state ?? null, idOf(cursor) ?? 0, limit + 1],
  });
  return pageOf(found.rows, limit, shown);
}

const idOf = (text: string | undefined): number | null =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;

/**
 * Has a dead letter tried again, from its first attempt on; what follows of its subject waits for it.
 * @throws Problem `not-found`, `delivery-not-dead`
 */
export async function retryDelivery(
  tx: Tx,
  subscription: string,
  delivery: string,
  who: Actor,
  now: Date,
): Promise<Delivery> {
  const row = await lockSubscription(tx, subscription);
  const id = idOf(delivery);
  const before = await tx.query<{ state: DeliveryState }>({
    name: 'delivery-lock',
    text: 'select state from delivery where id = $1 and subscription = $2 for update',
    values: [id, subscription],
  });
  const state = before.rows[0]?.state;
  if (state === undefined) throw new Problem('not-found', `${subscription} has no delivery ${delivery}.`);
  if (state !== 'dead')
    throw new Problem(
      'delivery-not-dead',
      `Delivery ${delivery} is ${state}; only a dead letter is retried.`,
    );
  await tx.query({
    name: 'delivery-retry',
    text: "update delivery set state = 'pending', attempts = 0, due_at = $2, settled_at = null where id = $1",
    values: [id, now],
  });
  const change = { action: 'delivery-retried', from: state, to: { delivery }, why: null };
  await record(tx, row, change, who, now);
  const after = await tx.query({ name: 'delivery-view', text: `${SELECT} where d.id = $1`, values: [id] });
  return shown(after.rows[0]);
}

/** Rows that are forgotten at once: no statement runs for long. */
const FORGOTTEN_AT_ONCE = 5_000;

/** Forgets what arrived long ago; the rest of it at the next turn, where it is much. */
export async function forgetDelivered(pool: Pool, before: Date): Promise<void> {
  await pool.query({
    name: 'delivery-forget',
    text: "delete from delivery where id in (select id from delivery where state = 'delivered' and settled_at < $1 order by settled_at limit $2)",
    values: [before, FORGOTTEN_AT_ONCE],
  });
}

export interface DeliveryMeasures {
  readonly dead: number;
  readonly pending: number;
  /** Seconds for which the oldest event that is due to a subscription has waited. */
  readonly lagSeconds: number;
  readonly delivered: number;
  /** Attempts that were not the first of their delivery. */
  readonly repeated: number;
}

/** What measures tell of all subscriptions together. */
export async function measureDeliveries(pool: Pool, now: Date): Promise<DeliveryMeasures> {
  const found = await pool.query<DeliveryMeasures>({
    name: 'delivery-measures',
    text: `select (select count(*) from delivery where state = 'dead') as dead,
             (select count(*) from delivery where state = 'pending') as pending,
             (select coalesce(extract(epoch from $1 - min(event.at)), 0)::double precision from delivery join event on event.id = delivery.event
                join feed on feed.id = delivery.feed join subscription on subscription.id = delivery.subscription
              where delivery.state = 'pending' and feed.kind = 'live' and subscription.state = 'active') as "lagSeconds",
             (select coalesce(sum(delivered), 0)::bigint from feed) as delivered,
             (select coalesce(sum(repeated), 0)::bigint from feed) as repeated`,
    values: [now],
  });
  return found.rows[0]!;
}
