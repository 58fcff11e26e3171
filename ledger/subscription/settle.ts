import type { Attempted, Verdict } from '../../domain/delivery';
import { INTERLOCK } from '../audit';
import { publish } from '../events';
import type { Pool, Tx } from '../pool';
import { brief } from '../transaction';
import type { ClaimedDelivery } from './claim';
import { moveSubscription } from './change';

type Claimed = Pick<ClaimedDelivery, 'id' | 'attempts' | 'subscription'>;

/**
 * Writes down what became of an attempt. One whose lease ran out, and whom another has overtaken, changes nothing: what it
 * delivered is delivered again.
 */
export async function settleDelivery(
  pool: Pool,
  claimed: Claimed,
  attempted: Attempted,
  verdict: Verdict,
  now: Date,
): Promise<void> {
  if (verdict.kind !== 'gone') return settle(pool, claimed, attempted, verdict, now);
  await brief(pool, async (tx) => {
    // Subscription before delivery, as a deletion locks them.
    await disable(tx, claimed, now);
    await settle(tx, claimed, attempted, verdict, now);
  });
}

async function disable(tx: Tx, { subscription }: Claimed, now: Date): Promise<void> {
  const found = await tx.query<{ transaction: string }>({
    name: 'subscription-lock-active',
    text: "select transaction from subscription where id = $1 and state = 'active' for update",
    values: [subscription],
  });
  const [row] = found.rows;
  if (!row) return;
  const reason = 'its consumer answered 410 Gone';
  await moveSubscription(tx, subscription, 'disabled', reason, INTERLOCK, now);
  await publish(tx, {
    type: 'interlock.subscription.disabled.v1',
    subject: subscription,
    transaction: row.transaction,
    plant: null,
    at: now,
    data: { subscription, reason },
  });
}

async function settle(
  tx: Pick<Tx, 'query'>,
  { id, attempts }: Claimed,
  { status, error }: Attempted,
  verdict: Verdict,
  now: Date,
): Promise<void> {
  const state = verdict.kind === 'delivered' || verdict.kind === 'dead' ? verdict.kind : 'pending';
  const due = new Date(now.getTime() + (verdict.kind === 'again' ? verdict.inMs : 0));
  await tx.query({
    name: 'delivery-settle',
    text: `with settled as (
             update delivery set state = $3, status = $4, error = $5, due_at = $6, lease_until = null, settled_at = case when $3 <> 'pending' then $7::timestamptz end
             where id = $1 and attempts = $2 and state = 'pending' returning feed
           )
           update feed set delivered = delivered + ($3 = 'delivered')::integer, repeated = repeated + ($2 > 1)::integer
           from settled where feed.id = settled.feed`,
    values: [id, attempts, state, status, error, due, now],
  });
}

/** Lets go of what was not finished: another may deliver it at once. */
export async function releaseDelivery(pool: Pool, { id, attempts }: Claimed): Promise<void> {
  await pool.query({
    name: 'delivery-release',
    text: "update delivery set lease_until = null where id = $1 and attempts = $2 and state = 'pending'",
    values: [id, attempts],
  });
}
