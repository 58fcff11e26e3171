import { randomBytes } from 'node:crypto';
import { Problem } from '../../contracts/problem';
import type { SubscriptionRequest } from '../../contracts/subscription';
import type { Topology } from '../../contracts/topology';
import { askedFor } from '../../domain/upcasts';
import type { Actor } from '../audit';
import { headOf } from '../event-log/list';
import { likePattern } from '../event-log/row';
import { newId } from '../ids';
import type { Tx } from '../pool';
import { record } from './record';

/** Standard Webhooks' serialization of 32 random bytes. */
export const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/**
 * A subscription to what happens from now on.
 * @returns its id, and the secret that signs
 * @throws Problem `unknown-plant`, `too-many-subscriptions`
 */
export async function createSubscription(
  tx: Tx,
  topology: Topology,
  request: SubscriptionRequest,
  who: Actor,
  now: Date,
): Promise<{ id: string; secret: string }> {
  checkPlants(topology, request.plants);
  await checkRoom(tx, topology.subscriptions.most);
  const id = newId('SB');
  const transaction = newId('TX');
  const { url, types, plants } = request;
  const asked = types.map(askedFor);
  const version = Math.max(request.version, ...asked.map((one) => one.version));
  await tx.query({
    name: 'subscription-insert',
    text: `insert into subscription (id, transaction, url, types, patterns, plants, version, state, created_by_id, created_by_name, created_at)
           values ($1, $2, $3, $4, $5, $6, $7, 'active', $8, $9, $10)`,
    values: [
      id,
      transaction,
      url,
      types,
      asked.map(({ pattern }) => likePattern(pattern)),
      plants,
      version,
      who.id,
      who.name,
      now,
    ],
  });
  const secret = newSecret();
  await addSecret(tx, id, secret, now);
  const position = await headOf(tx);
  await openFeed(tx, { subscription: id, kind: 'live', cursor: position, until: null }, now);
  const to = { url, types, plants, version, position };
  await record(tx, { id, transaction }, { action: 'created', from: null, to, why: null }, who, now);
  return { id, secret };
}

/** The newest secret; it signs before those that it replaces. */
export async function addSecret(tx: Tx, subscription: string, secret: string, now: Date): Promise<void> {
  await tx.query({
    name: 'subscription-secret-insert',
    text: `insert into subscription_secret (subscription, number, secret, created_at)
           select $1, coalesce(max(number), 0) + 1, $2, $3 from subscription_secret where subscription = $1`,
    values: [subscription, secret, now],
  });
}

interface Feed {
  readonly subscription: string;
  readonly kind: 'live' | 'replay';
  readonly cursor: number;
  readonly until: number | null;
}

export async function openFeed(tx: Tx, feed: Feed, now: Date): Promise<string> {
  const id = newId('FD');
  await tx.query({
    name: 'feed-insert',
    text: 'insert into feed (id, subscription, kind, cursor, until, started_at) values ($1, $2, $3, $4, $5, $6)',
    values: [id, feed.subscription, feed.kind, feed.cursor, feed.until, now],
  });
  return id;
}

function checkPlants(topology: Topology, plants: readonly string[]): void {
  const index = plants.findIndex((plant) => !Object.hasOwn(topology.plants, plant));
  if (index < 0) return;
  const text = `There is no plant "${plants[index]}"; name one of ${Object.keys(topology.plants).join(', ')}.`;
  throw new Problem('unknown-plant', text, [{ pointer: `/plants/${index}`, detail: 'is not a plant' }]);
}

async function checkRoom(tx: Tx, most: number): Promise<void> {
  const found = await tx.query<{ count: number }>({
    name: 'subscription-count',
    text: "select count(*) as count from subscription where state <> 'deleted'",
  });
  if ((found.rows[0]?.count ?? 0) >= most)
    throw new Problem(
      'too-many-subscriptions',
      `There are ${most} subscriptions, as many as the topology allows (subscriptions.most); delete one first.`,
    );
}
