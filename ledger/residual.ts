import type { z } from 'zod';
import type { Exposed, ResidualAnswerRequest } from '../contracts/hold';
import { Problem } from '../contracts/problem';
import { add, smaller } from '../domain/decimal';
import { audit, INTERLOCK, type Actor } from './audit';
import { look } from './commands';
import { publish } from './events';
import { openHold, type HoldRow } from './hold-row';
import { newId } from './ids';
import { moved } from './material-facts';
import type { Tx } from './pool';

/** The hold that came too late. */
type Late = Pick<HoldRow, 'id' | 'transaction' | 'plant'>;

/**
 * Records what is beyond a hold (H7), `quantity` of it in all. One residual a hold, lot, kind and document of a system: told
 * again it is the same, and learns what it did not know. Of more than was known nobody has answered yet: the answer that was
 * given stays in the audit, and another is wanted.
 */
export async function recordResidual(
  tx: Tx,
  hold: Late,
  system: string,
  found: Exposed,
  now: Date,
): Promise<void> {
  const { lot, kind, reference, quantity, customer, at } = found;
  const id = newId('RS');
  const recorded = await tx.query<ResidualRow & { id: string; before: ResidualRow | null }>({
    name: 'residual-record',
    text: `with known as (
             select answer, lot, unit, trim_scale(quantity)::text as quantity, customer, reference from residual
             where hold = $2 and lot = $3 and system = $6 and kind = $5 and reference = $7
           )
           insert into residual as r (id, hold, lot, unit, quantity, kind, system, reference, customer, at)
           select $1, $2, lot.lot, lot.unit, $4, $5, $6, $7, $8, $9 from lot where lot.lot = $3
           on conflict (hold, lot, system, kind, reference) do update
             set quantity = greatest(r.quantity, excluded.quantity), customer = coalesce(r.customer, excluded.customer),
               answer = case when excluded.quantity > r.quantity then null else r.answer end
             where excluded.quantity > r.quantity or (r.customer is null and excluded.customer is not null)
           returning id, answer, lot, unit, trim_scale(quantity)::text as quantity, customer, reference, (select to_jsonb(known) from known) as before`,
    values: [id, hold.id, lot, quantity, kind, system, reference, customer, at],
  });
  const row = recorded.rows[0];
  if (!row) return;
  const data = { ...found, quantity: row.quantity, customer: row.customer, residual: row.id, hold: hold.id };
  await audit(tx, {
    transaction: hold.transaction,
    at: now,
    who: INTERLOCK,
    action: 'residual.found',
    subject: row.id,
    from: row.before,
    to: data,
    why: null,
  });
  await publish(tx, {
    type: 'interlock.residual.found.v1',
    subject: row.id,
    transaction: hold.transaction,
    plant: hold.plant,
    at: now,
    data,
  });
  if (row.answer) await requestNotice(tx, hold, row.id, row, row.answer, now);
}

/**
 * Records that `quantity` more went beyond a hold by a document, as an event told: on top of what is known of it, and never
 * more than the document moved in all, since the system may have said so before its event came.
 */
export async function addToResidual(
  tx: Tx,
  hold: Late,
  system: string,
  found: Exposed & { readonly kind: 'shipped' | 'picked' | 'loaded' },
  now: Date,
): Promise<void> {
  const { lot, kind, reference } = found;
  const all = (await moved(tx, kind, system, reference, [lot])).get(lot) ?? '0';
  const known = await tx.query<{ quantity: string }>({
    name: 'residual-known',
    text: `select trim_scale(quantity)::text as quantity from residual where hold = $1 and lot = $2 and system = $3 and kind = $4 and reference = $5`,
    values: [hold.id, lot, system, kind, reference],
  });
  const quantity = smaller(add(known.rows[0]?.quantity ?? '0', found.quantity), all);
  await recordResidual(tx, hold, system, { ...found, quantity }, now);
}

/**
 * Somebody answers for material that the hold came too late for (H7): `notify` asks for a notice to the customer, where one is
 * known; `recall` and `recover` say that it is being fetched, and what comes back is held at once; `accept` that it stays.
 */
export async function answerResidual(
  tx: Tx,
  holdId: string,
  residual: string,
  answer: z.infer<typeof ResidualAnswerRequest>,
  who: Actor,
  now: Date,
): Promise<void> {
  const hold = await openHold(tx, holdId);
  const found = await tx.query<ResidualRow>({
    name: 'residual-one',
    text: 'select answer, lot, unit, trim_scale(quantity)::text as quantity, customer, reference from residual where hold = $1 and id = $2 for update',
    values: [holdId, residual],
  });
  const row = found.rows[0];
  if (!row) throw new Problem('not-found', `Hold ${holdId} has no residual ${residual}.`);
  if (row.answer !== null)
    throw new Problem('residual-answered', `Residual ${residual} is answered already.`);
  const answered = { ...answer, by: { id: who.id, name: who.name }, at: now.toISOString() };
  await tx.query({
    name: 'residual-answer',
    text: 'update residual set answer = $2 where id = $1',
    values: [residual, answered],
  });
  await audit(tx, {
    transaction: hold.transaction,
    at: now,
    who,
    action: 'residual.answered',
    subject: residual,
    from: null,
    to: answered,
    why: answer.text,
  });
  await publish(tx, {
    type: 'interlock.residual.answered.v1',
    subject: residual,
    transaction: hold.transaction,
    plant: hold.plant,
    at: now,
    data: { residual, hold: holdId, ...answered },
  });
  await requestNotice(tx, hold, residual, row, answer, now);
  await look(tx, hold.transaction, holdId, now);
}

interface ResidualRow {
  readonly answer: z.infer<typeof ResidualAnswerRequest> | null;
  readonly lot: string;
  readonly unit: string;
  readonly quantity: string;
  readonly customer: string | null;
  /** Number of the shipment that it left by. */
  readonly reference: string;
}

/** For whoever writes to customers, where one is known: Interlock says what is to be told, not how. */
async function requestNotice(
  tx: Tx,
  hold: Late,
  residual: string,
  { lot, unit, quantity, customer, reference: shipment }: ResidualRow,
  { action, reference, text }: z.infer<typeof ResidualAnswerRequest>,
  now: Date,
): Promise<void> {
  if (action !== 'notify' || customer === null) return;
  await publish(tx, {
    type: 'interlock.customer-notice.requested.v1',
    subject: residual,
    transaction: hold.transaction,
    plant: hold.plant,
    at: now,
    data: {
      residual,
      hold: hold.id,
      customer,
      lot,
      quantity: { value: quantity, unit },
      shipment,
      reference,
      text,
    },
  });
}
