import type { SubscriptionSettings } from '../../contracts/event-settings';
import type {
  Delivery,
  Replay,
  Subscription,
  SubscriptionRequest,
  SubscriptionState,
  SubscriptionWithSecret,
} from '../../contracts/subscription';
import type { Topology } from '../../contracts/topology';
import type { Attempted, Verdict } from '../../domain/delivery';
import type { Actor } from '../audit';
import { EVERY, type Changes } from '../changes';
import type { EventLog } from '../event-log/event-log';
import { reading, type Pool, type Tx } from '../pool';
import { moveSubscription, rotateSecret, startReplay } from './change';
import { claimDeliveries, type ClaimedDelivery } from './claim';
import { createSubscription } from './create';
import {
  forgetDelivered,
  listDeliveries,
  measureDeliveries,
  retryDelivery,
  type DeliveryFilter,
} from './deliveries';
import { handOut } from './hand-out';
import { releaseDelivery, settleDelivery } from './settle';
import { listSubscriptions, viewSubscription, type SubscriptionFilter } from './view';

const DAY_MS = 86_400_000;

/** Subscriptions and their deliveries, as API, worker and keeper see them. */
export class Subscriptions {
  constructor(
    private readonly pool: Pool,
    private topology: Topology,
    private readonly log: EventLog,
    private readonly changes: Changes,
  ) {}

  /** Goes by another topology from now on. */
  goBy(topology: Topology): void {
    this.topology = topology;
  }

  async create(tx: Tx, request: SubscriptionRequest, who: Actor, now: Date): Promise<SubscriptionWithSecret> {
    const { id, secret } = await createSubscription(tx, this.topology, request, who, now);
    return { ...(await this.shown(tx, id, now)), secret };
  }
  async move(
    tx: Tx,
    id: string,
    to: SubscriptionState,
    why: string,
    who: Actor,
    now: Date,
  ): Promise<Subscription> {
    await moveSubscription(tx, id, to, why, who, now);
    return this.shown(tx, id, now);
  }
  async rotateSecret(
    tx: Tx,
    id: string,
    overlapHours: number | undefined,
    who: Actor,
    now: Date,
  ): Promise<SubscriptionWithSecret> {
    const secret = await rotateSecret(tx, this.topology, id, overlapHours, who, now);
    return { ...(await this.shown(tx, id, now)), secret };
  }
  replay(tx: Tx, id: string, after: number, who: Actor, now: Date): Promise<Replay> {
    return startReplay(tx, id, after, who, now);
  }
  retry(tx: Tx, id: string, delivery: string, who: Actor, now: Date): Promise<Delivery> {
    return retryDelivery(tx, id, delivery, who, now);
  }

  /** Null for one that never was, or was deleted. */
  get(id: string, now: Date): Promise<Subscription | null> {
    return reading(async () => {
      const found = await viewSubscription(this.pool, id, now);
      return found?.state === 'deleted' ? null : found;
    });
  }
  list(filter: SubscriptionFilter, now: Date) {
    return reading(() => listSubscriptions(this.pool, filter, now));
  }
  deliveries(filter: DeliveryFilter) {
    return reading(() => listDeliveries(this.pool, filter));
  }
  measures(now: Date) {
    return reading(() => measureDeliveries(this.pool, now));
  }

  // What the deliverer calls.
  get settings(): SubscriptionSettings {
    return this.topology.subscriptions;
  }
  /** Tells when something may have happened. @returns a function that ends it */
  listen(told: () => void): () => void {
    return this.changes.subscribe(EVERY, told);
  }
  /** Leases what is due, after making out deliveries of what has happened since. */
  async claim(atOnce: number, leaseMs: number, now: Date): Promise<ClaimedDelivery[]> {
    if (!(await this.isAnyActive())) return [];
    await this.log.sequence();
    await handOut(this.pool, now);
    return claimDeliveries(this.pool, atOnce, leaseMs, now);
  }
  settle(claimed: ClaimedDelivery, attempted: Attempted, verdict: Verdict, now: Date): Promise<void> {
    return settleDelivery(this.pool, claimed, attempted, verdict, now);
  }
  release(claimed: ClaimedDelivery): Promise<void> {
    return releaseDelivery(this.pool, claimed);
  }

  /** Forgets deliveries that arrived long ago. */
  forget(now: Date): Promise<void> {
    return forgetDelivered(
      this.pool,
      new Date(now.getTime() - this.topology.subscriptions.keepDays * DAY_MS),
    );
  }

  /** Without anybody who listens, events get their place when they are read. */
  private async isAnyActive(): Promise<boolean> {
    const found = await this.pool.query<{ active: boolean }>({
      name: 'subscription-any-active',
      text: "select exists (select from subscription where state = 'active') as active",
    });
    return found.rows[0]?.active ?? false;
  }

  private async shown(tx: Tx, id: string, now: Date): Promise<Subscription> {
    const found = await viewSubscription(tx, id, now);
    if (!found) throw new Error(`subscription ${id} vanished`);
    return found;
  }
}
