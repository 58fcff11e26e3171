import type { Scope, ScopeEndRequest } from '../../contracts/hold';
import { Problem, type FieldError } from '../../contracts/problem';
import type { Topology } from '../../contracts/topology';
import { audit, type Actor } from '../audit';
import { look } from '../commands';
import { publish } from '../events';
import type { HoldRow } from '../hold-row';
import type { Tx } from '../pool';
import { recomputeOrders } from './orders';

/**
 * The hold follows these no more: what they make later does not join, and a MES that holds such an order lets it go where no
 * other hold follows it. What has joined stays held; once the window of a work centre is over, the MES names once more what was made in it.
 * @throws Problem `invalid-request` that names what the hold does not follow; nothing is written then
 */
export async function endFollowing(
  tx: Tx,
  topology: Topology,
  hold: HoldRow,
  { orders = [], workCentres = [], reason }: ScopeEndRequest,
  who: Actor,
  now: Date,
): Promise<void> {
  const errors: FieldError[] = [];
  for (const [index, order] of orders.entries())
    if (!(await end(tx, hold.id, 'order', order, now, now)))
      errors.push({ pointer: `/orders/${index}`, detail: `the hold does not follow order ${order}` });
  for (const [index, { id, to }] of workCentres.entries())
    if (!(await end(tx, hold.id, 'work-centre', id, new Date(to), now)))
      errors.push({
        pointer: `/workCentres/${index}`,
        detail: `the hold follows no window of ${id} that had begun by ${to} and is not ended`,
      });
  if (errors.length > 0)
    throw new Problem('invalid-request', `Hold ${hold.id}: ${errors[0]!.detail}.`, errors);
  await showEnd(tx, hold.id, workCentres);
  await recomputeOrders(tx, topology, orders, hold.transaction, now);
  const data = { hold: hold.id, orders, workCentres };
  await audit(tx, {
    transaction: hold.transaction,
    at: now,
    who,
    action: 'quality-hold.scope-ended',
    subject: hold.id,
    from: null,
    to: data,
    why: reason,
  });
  await publish(tx, {
    type: 'interlock.quality-hold.scope-ended.v1',
    subject: hold.id,
    transaction: hold.transaction,
    plant: hold.plant,
    at: now,
    data,
  });
  await look(tx, hold.transaction, hold.id, now);
}

/** @returns whether there was something to end */
async function end(
  tx: Tx,
  hold: string,
  kind: 'order' | 'work-centre',
  subject: string,
  at: Date,
  now: Date,
): Promise<boolean> {
  const ended = await tx.query({
    name: 'scope-rule-end',
    text: `update scope_rule set to_at = least(to_at, $4), ended_at = $5 where hold = $1 and kind = $2 and subject = $3
             and (ended_at is null or to_at > $4) and (from_at is null or from_at <= $4) returning id`,
    values: [hold, kind, subject, at, now],
  });
  return ended.rows.length > 0;
}

/** The scope that the hold shows has the window's end. */
async function showEnd(
  tx: Tx,
  hold: string,
  ended: NonNullable<ScopeEndRequest['workCentres']>,
): Promise<void> {
  if (ended.length === 0) return;
  const found = await tx.query<{ scope: Scope }>({
    name: 'hold-scope',
    text: 'select scope from hold where id = $1',
    values: [hold],
  });
  const scope = found.rows[0]!.scope;
  const workCentres = scope.workCentres?.map((window) => {
    const to = ended.find(({ id }) => id === window.id)?.to;
    const open = to !== undefined && window.from <= to && (window.to === null || window.to > to);
    return open ? { ...window, to } : window;
  });
  await tx.query({
    name: 'hold-scope-save',
    text: 'update hold set scope = $2 where id = $1',
    values: [hold, { ...scope, workCentres }],
  });
}
