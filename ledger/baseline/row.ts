import { z } from 'zod';
import { BASELINE_STATES } from '../../contracts/baseline';
import type { Tx } from '../pool';

const Row = z.object({
  id: z.string(),
  transaction: z.string(),
  plant: z.string(),
  state: z.enum(BASELINE_STATES),
});
export type BaselineRow = z.infer<typeof Row>;

const SystemRow = z.object({
  system: z.string(),
  cursor: z.string().nullable(),
  listed: z.boolean(),
  pages: z.int(),
  done: z.boolean(),
});
export type BaselineSystemRow = z.infer<typeof SystemRow>;

/** @throws Error when there is no such baseline: it is never deleted */
export async function baselineRow(tx: Tx, id: string): Promise<BaselineRow> {
  const found = await tx.query({
    name: 'baseline-row',
    text: 'select id, transaction, plant, state from baseline where id = $1',
    values: [id],
  });
  return Row.parse(found.rows[0]);
}

/** How far a system has been read; locked, so that a page is taken once. */
export async function lockSystem(tx: Tx, baseline: string, system: string): Promise<BaselineSystemRow> {
  const found = await tx.query({
    name: 'baseline-system-lock',
    text: 'select system, cursor, listed, pages, done from baseline_system where baseline = $1 and system = $2 for update',
    values: [baseline, system],
  });
  return SystemRow.parse(found.rows[0]);
}
