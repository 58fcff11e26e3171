import { command } from '../commands';
import type { Tx } from '../pool';

/** Tells the saga of a production order to look. */
export const lookOrder = (tx: Tx, transaction: string, dispatch: string, now: Date): Promise<void> =>
  command(
    tx,
    { transaction, kind: 'look', workflow: 'productionOrder', subject: dispatch, traceparent: null },
    now,
  );

interface Waiting {
  readonly transaction: string;
  readonly id: string;
}

/** Something became of these lots: orders that wait and for which one is kept look at once. */
export async function wakeByLots(tx: Tx, lots: readonly string[], now: Date): Promise<void> {
  if (lots.length === 0) return;
  const found = await tx.query<Waiting>({
    name: 'order-wake-lots',
    text: `select distinct order_dispatch.transaction, order_dispatch.id
           from order_reservation join order_dispatch on order_dispatch.id = order_reservation.dispatch
           where order_reservation.lot = any($1) and order_dispatch.state = 'waiting' order by 1`,
    values: [lots],
  });
  for (const row of found.rows) await lookOrder(tx, row.transaction, row.id, now);
}

/** Somebody holds these orders, or does no more: those that wait look at once. */
export async function wakeByOrders(tx: Tx, orders: readonly string[], now: Date): Promise<void> {
  const found = await tx.query<Waiting>({
    name: 'order-wake-orders',
    text: `select transaction, id from order_dispatch where order_id = any($1) and state = 'waiting' order by 1`,
    values: [orders],
  });
  for (const row of found.rows) await lookOrder(tx, row.transaction, row.id, now);
}

/** A plant went over to another revision, resumed starts, or reported a work centre: its orders that wait look at once. */
export async function wakeAtPlant(tx: Tx, plant: string, now: Date): Promise<void> {
  const found = await tx.query<Waiting>({
    name: 'order-wake-plant',
    text: `select transaction, id from order_dispatch where plant = $1 and state = 'waiting' order by 1`,
    values: [plant],
  });
  for (const row of found.rows) await lookOrder(tx, row.transaction, row.id, now);
}
