import type { Exposed } from '../contracts/hold';
import type { ExposureAnswer, Step } from '../contracts/step';
import type { Topology } from '../contracts/topology';
import { audit, INTERLOCK } from './audit';
import { publish } from './events';
import { newId } from './ids';
import type { Tx } from './pool';
import type { SagaHold } from './saga-hold';

/** Which systems are still to say what of this hold's lots is beyond it, and are not being asked now. */
export async function questions(
  tx: Tx,
  topology: Topology,
  hold: SagaHold,
  asking: readonly string[],
): Promise<Step['questions']> {
  const found = await tx.query<{ system: string; lots: string[] }>({
    name: 'exposure-open',
    text: `select system, array_agg(lot order by lot) as lots from (
             select system, lot, row_number() over (partition by system order by lot) as place from exposure
             where hold = $1 and answered_at is null and system <> all($2)
           ) unanswered where place <= 200 group by system order by system`,
    values: [hold.id, asking],
  });
  return found.rows.map((row) => ({
    ...row,
    timeoutMs: topology.systems[row.system]?.timeoutMs ?? 2_000,
    hold: hold.id,
    transaction: hold.transaction,
  }));
}

/** Records what a system knows to be beyond the hold: each is a residual with an owner, never dropped (H7). */
export async function recordExposure(
  tx: Tx,
  hold: SagaHold,
  { question, exposed }: ExposureAnswer,
  now: Date,
): Promise<void> {
  await tx.query({
    name: 'exposure-answered',
    text: 'update exposure set answered_at = $4 where hold = $1 and system = $2 and lot = any($3)',
    values: [hold.id, question.system, question.lots, now],
  });
  // What is assigned is stopped where it is: not beyond the hold.
  for (const found of exposed.filter(({ kind }) => kind !== 'assigned'))
    await recordResidual(tx, hold, question.system, found, now);
}

/** Records one piece of news about what is beyond a hold, unless it is known. */
export async function recordResidual(
  tx: Tx,
  hold: Pick<SagaHold, 'id' | 'transaction' | 'plant'>,
  system: string,
  found: Exposed,
  now: Date,
): Promise<void> {
  const id = newId('RS');
  const inserted = await tx.query({
    name: 'residual-insert',
    text: `insert into residual (id, hold, lot, unit, quantity, kind, system, reference, customer, at)
           select $1, $2, lot.lot, lot.unit, $4, $5, $6, $7, $8, $9 from lot where lot.lot = $3 on conflict do nothing returning id`,
    values: [
      id,
      hold.id,
      found.lot,
      found.quantity,
      found.kind,
      system,
      found.reference,
      found.customer,
      found.at,
    ],
  });
  if (inserted.rows.length === 0) return;
  const data = { residual: id, hold: hold.id, ...found };
  await audit(tx, {
    transaction: hold.transaction,
    at: now,
    who: INTERLOCK,
    action: 'residual.found',
    subject: id,
    from: null,
    to: data,
    why: null,
  });
  await publish(tx, {
    type: 'interlock.residual.found.v1',
    subject: id,
    transaction: hold.transaction,
    plant: hold.plant,
    at: now,
    data,
  });
}
