import { holdingOrders } from '../../config/scope-means';
import type { Topology } from '../../contracts/topology';
import { desire } from '../../domain/targets';
import { wakeOthers } from '../commands';
import { wakeByOrders } from '../order/wake';
import type { Tx } from '../pool';
import { lockTargets, newTarget, saveTargets, stake } from '../targets';

/**
 * Computes anew which orders the MESs are to hold, from all open holds that follow them: no start, no completion. `desired` is
 * never passed in. Runs in the coverage transaction.
 * @param but the transaction that is being worked on, which needs no waking
 */
export async function recomputeOrders(
  tx: Tx,
  topology: Topology,
  orders: readonly string[],
  but: string,
  now: Date,
): Promise<void> {
  await wakeByOrders(tx, orders, now);
  for (const order of [...new Set(orders)].sort()) {
    const rules = await tx.query<{ plant: string; transaction: string; follows: boolean }>({
      name: 'order-rules',
      text: `select rule.plant, hold.transaction, hold.state <> 'closed' and rule.to_at is null as follows
             from scope_rule rule join hold on hold.id = rule.hold where rule.subject = $1 and rule.kind = 'order'`,
      values: [order],
    });
    const wanted = new Map(
      rules.rows
        .flatMap(({ plant }) => holdingOrders(topology, plant).map((system) => ({ system, plant })))
        .map(({ system, plant }) => [system, plant]),
    );
    const state = rules.rows.some(({ follows }) => follows) ? 'held' : 'free';
    const targets = [...wanted].map(([system, plant]) =>
      newTarget({
        system,
        subject: { kind: 'order', id: order },
        lot: null,
        plant,
        desired: { state, quantity: null },
        whole: true,
      }),
    );
    const existing = await lockTargets(
      tx,
      targets.map(({ id }) => id),
    );
    const changed = targets.flatMap((target) => {
      const known = existing.find(({ id }) => id === target.id);
      if (!known) return [target];
      const desired = desire(known.state, target.state.desired, true);
      return desired === known.state ? [] : [{ ...known, state: desired }];
    });
    await saveTargets(tx, changed);
    for (const { transaction, follows } of rules.rows)
      if (follows)
        await stake(
          tx,
          transaction,
          targets.map(({ id }) => ({ id, required: true })),
          now,
        );
    await wakeOthers(
      tx,
      changed.map(({ id }) => id),
      but,
      now,
    );
  }
}

/** Orders that the hold followed, ended or not. */
export async function ordersFollowed(tx: Tx, hold: string): Promise<string[]> {
  const found = await tx.query<{ subject: string }>({
    name: 'orders-followed',
    text: "select subject from scope_rule where hold = $1 and kind = 'order' order by 1",
    values: [hold],
  });
  return found.rows.map(({ subject }) => subject);
}
