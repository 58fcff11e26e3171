import type { Telling } from '../material';
import type { Tx } from '../pool';

/**
 * Whether what a system tells of its own stock of a lot was on a page of a baseline already: it happened before the system's
 * own instant of reading, and is told late. Its quantity is not counted twice then.
 * @param plant null: the event does not say where
 */
export async function isInBaseline(
  tx: Tx,
  lot: string,
  plant: string | null,
  { system, time }: Pick<Telling, 'system' | 'time'>,
): Promise<boolean> {
  if (time === null) return false;
  const found = await tx.query({
    name: 'baseline-has',
    text: 'select from stock where lot = $1 and owner = $2 and as_of >= $3 and plant = coalesce($4, plant) limit 1',
    values: [lot, system, time, plant],
  });
  return found.rows.length > 0;
}
