import type { Topology } from '../../contracts/topology';
import { isFinal } from '../../domain/order-states';
import { isStarted } from '../../domain/order-progress';
import { INTERLOCK, type Actor } from '../audit';
import type { Tx } from '../pool';
import { progressOf } from './progress';
import { moveOrder, saveOrder, tellOrder, type OrderRow } from './row';
import { want } from './targets';

/**
 * The order is taken back: it never goes to the shop floor, or is recalled from it. One that was started goes on, on the record:
 * what becomes of it is for people to say (H7).
 * @returns the row as it is then
 */
export async function cancel(
  tx: Tx,
  topology: Topology,
  row: OrderRow,
  why: string,
  now: Date,
  who: Actor = INTERLOCK,
): Promise<OrderRow> {
  if (isFinal(row.state) || row.state === 'cancelling') return row;
  if (row.state === 'checking' || row.state === 'waiting')
    return moveOrder(
      tx,
      row,
      'cancelled',
      { cancel_reason: why, waits_for: null, ended_at: now.getTime() },
      {
        action: 'production-order.cancelled',
        type: 'interlock.production-order.cancelled.v1',
        why,
        who,
      },
      now,
    );
  const progress = await progressOf(tx, row.plant, row.order_id);
  if (row.state === 'in-progress' || (progress && isStarted(progress)))
    return refuseCancellation(tx, row, why, now, who);
  const cancelling = await moveOrder(
    tx,
    row,
    'cancelling',
    { cancel_reason: why, waits_for: 'the shop floor to give it back' },
    { action: 'production-order.cancelling', type: null, why, who },
    now,
  );
  await want(tx, topology, cancelling, 'dispatch', 'undone');
  return cancelling;
}

/** It is on its way on the shop floor: cancelled by one, and made by the other. Said once. */
export async function refuseCancellation(
  tx: Tx,
  row: OrderRow,
  why: string,
  now: Date,
  who: Actor = INTERLOCK,
): Promise<OrderRow> {
  if (row.findings.some(({ code }) => code === 'cancelled-while-started')) return row;
  const text = `${row.order_id} was cancelled (${why}), and the shop floor has started it: it goes on until people end it.`;
  const finding = {
    code: 'cancelled-while-started',
    severity: 'warning',
    system: null,
    plant: row.plant,
    subject: row.order_id,
    text,
  };
  const kept = await saveOrder(tx, row.id, { findings: [...row.findings, finding] });
  await tellOrder(
    tx,
    kept,
    {
      action: 'production-order.cancellation-refused',
      type: 'interlock.production-order.cancellation-refused.v1',
      from: row.state,
      to: row.state,
      why: text,
      who,
    },
    now,
  );
  return kept;
}
