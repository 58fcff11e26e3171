import { z } from 'zod';
import { PROGRESS_STATES } from '../../contracts/production-order';
import { merged, type OrderProgress } from '../../domain/order-progress';
import type { Tx } from '../pool';

export const Progress = z.object({ state: z.enum(PROGRESS_STATES), good: z.string(), scrapped: z.string() });

/** What the shop floor of a plant has reported of an order; null: nothing. */
export async function progressOf(tx: Tx, plant: string, order: string): Promise<OrderProgress | null> {
  const found = await tx.query({
    name: 'order-progress',
    text: 'select state, good, scrapped from order_progress where plant = $1 and order_id = $2 for update',
    values: [plant, order],
  });
  return found.rows[0] ? Progress.parse(found.rows[0]) : null;
}

/** Takes a report, whichever is told first (`domain/order-progress`). @returns whether it says anything new */
export async function recordProgress(
  tx: Tx,
  plant: string,
  order: string,
  report: OrderProgress,
  now: Date,
): Promise<boolean> {
  const before = await progressOf(tx, plant, order);
  const after = before === null ? report : merged(before, report);
  const isSame =
    before?.state === after.state && before.good === after.good && before.scrapped === after.scrapped;
  if (isSame) return false;
  await tx.query({
    name: 'order-progress-save',
    text: `insert into order_progress (plant, order_id, state, good, scrapped, updated_at) values ($1, $2, $3, $4, $5, $6)
           on conflict (plant, order_id) do update set state = excluded.state, good = excluded.good, scrapped = excluded.scrapped, updated_at = excluded.updated_at`,
    values: [plant, order, after.state, after.good, after.scrapped, now],
  });
  return true;
}
