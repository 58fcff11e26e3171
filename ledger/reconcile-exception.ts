import type { ChangeRow } from './change/row';
import { tellOpened } from './exceptions';
import { newId } from './ids';
import type { Tx } from './pool';
import type { StoredTarget } from './targets';

/**
 * A revision was switched by hand after its change was over: a person is to see who is right. Nothing is switched back by
 * itself; read right again, the exception closes.
 * @param data what was found, as the event tells it
 */
export async function openDrift(
  tx: Tx,
  target: StoredTarget,
  change: ChangeRow,
  data: Readonly<Record<string, unknown>>,
  now: Date,
): Promise<void> {
  const about = {
    transaction: change.transaction,
    plant: target.plant,
    productFamily: change.product_family,
  };
  const { system, subject } = target;
  const reason = { code: 'drifted', text: `${change.change_id}: ${system} says ${target.state.note}` };
  const opened = await tx.query<{ id: string }>({
    name: 'exception-drift',
    text: `insert into exception (id, transaction, plant, product_family, system, step, target, reason_code, reason_text, payload, opened_at, attempts, state)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, 'open') on conflict do nothing returning id`,
    values: [
      newId('EX'),
      about.transaction,
      about.plant,
      about.productFamily,
      system,
      `verify ${subject.kind}`,
      target.id,
      reason.code,
      reason.text,
      data,
      now,
    ],
  });
  const id = opened.rows[0]?.id;
  if (id !== undefined) await tellOpened(tx, about, id, { exception: id, system, subject, reason }, now);
}
