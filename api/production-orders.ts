import type { OrderState } from '../contracts/production-order';
import { Problem } from '../contracts/problem';
import { isPast } from '../domain/order-states';
import type { Ledger } from '../ledger';
import { type Patience, waitUntil } from './wait';

export const noSuchOrder = (id: string): Problem =>
  new Problem('not-found', `There is no dispatch ${id} of a production order.`);

/** Waits until the order has reached `until` or is over; at once where there is no such dispatch. */
export async function waitForOrder(
  id: string,
  until: OrderState,
  ledger: Ledger,
  patience: Patience,
): Promise<void> {
  const progress = await ledger.orders.progress(id);
  if (!progress) return;
  const isThere = async () => {
    const now = await ledger.orders.progress(id);
    return !now || isPast(now.state, until);
  };
  await waitUntil(isThere, ledger.changes, progress.transaction, patience);
}
