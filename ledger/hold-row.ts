import { Problem } from '../contracts/problem';
import type { Tx } from './pool';

export interface HoldRow {
  readonly id: string;
  readonly transaction: string;
  readonly state: 'open' | 'disposing' | 'closed';
  readonly plant: string;
}

async function holdRow(tx: Tx, id: string): Promise<HoldRow> {
  const found = await tx.query<HoldRow>({
    name: 'hold-row',
    text: 'select id, transaction, state, plant from hold where id = $1',
    values: [id],
  });
  const row = found.rows[0];
  if (!row) throw new Problem('not-found', `There is no hold ${id}.`);
  return row;
}

/** @throws Problem `not-found`, `hold-closed` */
export async function openHold(tx: Tx, id: string): Promise<HoldRow> {
  const row = await holdRow(tx, id);
  if (row.state === 'closed') throw new Problem('hold-closed', `Hold ${id} is closed.`, [], { hold: id });
  return row;
}
