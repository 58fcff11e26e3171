import { command } from '../commands';
import type { Tx } from '../pool';

/** Tells the saga of an inspection to look. */
export const lookInspection = (tx: Tx, transaction: string, inspection: string, now: Date): Promise<void> =>
  command(
    tx,
    { transaction, kind: 'look', workflow: 'inspection', subject: inspection, traceparent: null },
    now,
  );

/** The hold that contains what was inspected is closed: whose operations waited for that looks. */
export async function wakeInspections(tx: Tx, hold: string, now: Date): Promise<void> {
  const found = await tx.query<{ transaction: string; id: string }>({
    name: 'inspection-wake',
    text: 'select transaction, id from inspection where hold = $1 and finished_at is null order by id',
    values: [hold],
  });
  for (const row of found.rows) await lookInspection(tx, row.transaction, row.id, now);
}
