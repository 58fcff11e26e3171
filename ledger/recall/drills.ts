import type { Pool } from 'pg';
import { RecallDrill } from '../../contracts/recall-drill';
import { audit, type Actor } from '../audit';
import { publish } from '../events';
import { newId } from '../ids';
import type { Tx } from '../pool';

/** What a drill found, before it has a name. */
export type DrillFound = Omit<RecallDrill, 'id' | 'transaction' | 'requestedBy'>;

/** Keeps a drill as it was found: a record of its own, and nothing else. */
export async function recordDrill(tx: Tx, found: DrillFound, who: Actor, now: Date): Promise<RecallDrill> {
  const id = newId('RD');
  const transaction = newId('TX');
  const drill: RecallDrill = { id, transaction, requestedBy: { id: who.id, name: who.name }, ...found };
  await tx.query({
    name: 'recall-drill-insert',
    text: 'insert into recall_drill (id, transaction, requested_by_id, requested_by_name, started_at, report) values ($1, $2, $3, $4, $5, $6)',
    values: [id, transaction, who.id, who.name, found.startedAt, drill],
  });
  const { of, coverage, milliseconds } = found;
  const data = { drill: id, of, coverage, milliseconds, lots: found.lots.length };
  const customers = found.customers.map(({ customer }) => customer);
  await audit(tx, {
    transaction,
    at: now,
    who,
    action: 'recall-drill.finished',
    subject: id,
    from: null,
    to: { ...data, customers },
    why: found.reason,
  });
  await publish(tx, {
    type: 'interlock.recall-drill.finished.v1',
    subject: id,
    transaction,
    plant: null,
    at: now,
    data,
  });
  return drill;
}

export async function viewDrill(pool: Pool, id: string): Promise<RecallDrill | null> {
  const found = await pool.query<{ report: unknown }>({
    name: 'recall-drill-view',
    text: 'select report from recall_drill where id = $1',
    values: [id],
  });
  return found.rows[0] ? RecallDrill.parse(found.rows[0].report) : null;
}
