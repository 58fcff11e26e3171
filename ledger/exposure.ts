import type { ExposureAnswer, Step } from '../contracts/step';
import type { Topology } from '../contracts/topology';
import type { Tx } from './pool';
import { recordResidual } from './residual';
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
