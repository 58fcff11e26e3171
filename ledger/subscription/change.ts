import { Problem } from '../../contracts/problem';
import type { Replay, SubscriptionState } from '../../contracts/subscription';
import type { Topology } from '../../contracts/topology';
import type { Actor } from '../audit';
import { refusePurged } from '../event-log/list';
import type { Tx } from '../pool';
import { addSecret, newSecret, openFeed } from './create';
import { record } from './record';

interface Existing {
  readonly id: string;
  readonly transaction: string;
  readonly state: SubscriptionState;
}

const HOUR_MS = 3_600_000;

/** From which states each is reached. */
const MOVES = {
  paused: ['active'],
  active: ['paused', 'disabled'],
  disabled: ['active'],
  deleted: ['active', 'paused', 'disabled'],
} as const satisfies Record<SubscriptionState, readonly SubscriptionState[]>;
const ACTIONS = { paused: 'paused', active: 'resumed', disabled: 'disabled', deleted: 'deleted' } as const;

/** @throws Problem `not-found` for one that never was, or was deleted */
export async function lockSubscription(tx: Tx, id: string): Promise<Existing> {
  const found = await tx.query<Existing>({
    name: 'subscription-lock',
    text: 'select id, transaction, state from subscription where id = $1 for update',
    values: [id],
  });
  const row = found.rows[0];
  if (!row || row.state === 'deleted') throw new Problem('not-found', `There is no subscription ${id}.`);
  return row;
}

/**
 * Pauses, resumes, disables or deletes a subscription. Paused and disabled ones are given later what happened meanwhile, as
 * far as it is kept; a deleted one forgets its secrets and what it was still to be given.
 * @throws Problem `not-found`, `subscription-over` from a state that does not lead there
 */
export async function moveSubscription(
  tx: Tx,
  id: string,
  to: SubscriptionState,
  why: string,
  who: Actor,
  now: Date,
): Promise<void> {
  const row = await lockSubscription(tx, id);
  const sources: readonly SubscriptionState[] = MOVES[to];
  if (!sources.includes(row.state))
    throw new Problem('subscription-over', `${id} is ${row.state}; it cannot be ${ACTIONS[to]}.`);
  await tx.query({
    name: 'subscription-move',
    text: 'update subscription set state = $2, reason = $3 where id = $1',
    values: [id, to, to === 'active' ? null : why],
  });
  if (to === 'deleted') await forget(tx, id, now);
  await record(tx, row, { action: ACTIONS[to], from: row.state, to, why }, who, now);
}

async function forget(tx: Tx, id: string, now: Date): Promise<void> {
  await tx.query({
    name: 'subscription-forget-secrets',
    text: 'delete from subscription_secret where subscription = $1',
    values: [id],
  });
  await tx.query({
    name: 'subscription-forget-deliveries',
    text: "delete from delivery where subscription = $1 and state <> 'delivered'",
    values: [id],
  });
  await tx.query({
    name: 'subscription-end-feeds',
    text: 'update feed set finished_at = $2 where subscription = $1 and finished_at is null',
    values: [id, now],
  });
}

/** A new secret; those before it go on signing beside it for as long as consumers need. @returns the secret */
export async function rotateSecret(
  tx: Tx,
  topology: Topology,
  id: string,
  overlapHours: number | undefined,
  who: Actor,
  now: Date,
): Promise<string> {
  const row = await lockSubscription(tx, id);
  const hours = overlapHours ?? topology.subscriptions.rotationHours;
  const until = new Date(now.getTime() + hours * HOUR_MS);
  await tx.query({
    name: 'subscription-secret-expire',
    text: 'update subscription_secret set expires_at = $2 where subscription = $1 and (expires_at is null or expires_at > $2)',
    values: [id, until],
  });
  const secret = newSecret();
  await addSecret(tx, id, secret, now);
  const to = { formerUntil: until.toISOString() };
  await record(tx, row, { action: 'secret-rotated', from: null, to, why: null }, who, now);
  return secret;
}

/**
 * Gives everything after a point once more, up to where live delivery is, beside it.
 * @throws Problem `not-found`, `replay-running`, `events-purged`
 */
export async function startReplay(tx: Tx, id: string, after: number, who: Actor, now: Date): Promise<Replay> {
  const row = await lockSubscription(tx, id);
  await refusePurged(tx, after, null);
  const live = await tx.query<{ cursor: number }>({
    name: 'feed-live',
    text: "select cursor from feed where subscription = $1 and kind = 'live' and finished_at is null",
    values: [id],
  });
  const until = Math.max(live.rows[0]?.cursor ?? 0, after);
  await refuseSecondReplay(tx, id);
  const feed = await openFeed(tx, { subscription: id, kind: 'replay', cursor: after, until }, now);
  await record(
    tx,
    row,
    { action: 'replay-started', from: null, to: { feed, after, until }, why: null },
    who,
    now,
  );
  return { id: feed, subscription: id, after, until, startedAt: now.toISOString() };
}

async function refuseSecondReplay(tx: Tx, subscription: string): Promise<void> {
  const found = await tx.query<{ id: string }>({
    name: 'feed-replay-running',
    text: "select id from feed where subscription = $1 and kind = 'replay' and finished_at is null",
    values: [subscription],
  });
  const [running] = found.rows;
  if (running)
    throw new Problem('replay-running', `${running.id} is running; wait until it is over.`, [], {
      replay: running.id,
    });
}
