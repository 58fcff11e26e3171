import { z } from 'zod';
import type { EventData } from '../contracts/events';
import { CONTAINMENTS, HOLD_STATES } from '../contracts/hold';
import { beginAttempt, refuseOvertaken } from './attempt';
import { INTERLOCK } from './audit';
import type { Tx } from './pool';
import { putOnRecord } from './put-on-record';
import type { SagaRun } from './settle';

const Hold = z.object({
  id: z.string(),
  transaction: z.string(),
  state: z.enum(HOLD_STATES),
  containment: z.enum(CONTAINMENTS),
  plant: z.string(),
  product_family: z.string(),
  nonconformance_system: z.string().nullable(),
  nonconformance_id: z.string().nullable(),
  reason_code: z.string(),
  reason_text: z.string(),
  effective_at: z.date().nullable(),
  finished_at: z.date().nullable(),
  stepped_at: z.date().nullable(),
});
export type SagaHold = z.infer<typeof Hold>;

/** The run that the hold is, as exceptions and settling see it. */
export const runOf = (hold: SagaHold): SagaRun => ({
  id: hold.id,
  transaction: hold.transaction,
  plant: hold.plant,
  productFamily: hold.product_family,
});

/** Locked, so that two steps of one hold follow each other. */
export async function readHold(tx: Tx, id: string): Promise<SagaHold> {
  const found = await tx.query({
    name: 'saga-hold',
    text: 'select * from hold where id = $1 for update',
    values: [id],
  });
  return Hold.parse(found.rows[0]);
}

/** As `readHold`, for a further transaction of an attempt at a step. @throws AttemptOvertaken */
export async function readHoldAgain(tx: Tx, id: string, begun: Date): Promise<SagaHold> {
  const hold = await readHold(tx, id);
  refuseOvertaken(id, hold.stepped_at, begun);
  return hold;
}

/** As `readHold`, for the first transaction of an attempt at a step. @throws AttemptOvertaken */
export async function readHoldFirst(tx: Tx, id: string, begun: Date): Promise<SagaHold> {
  return Hold.parse(await beginAttempt(tx, 'hold', id, begun));
}

type HoldMoved =
  | 'interlock.quality-hold.effective.v1'
  | 'interlock.quality-hold.breached.v1'
  | 'interlock.quality-hold.closed.v1';

/** A change of the hold itself: on the record, in the event log where it has an event, and told to those who wait for it. */
export async function tellHold<T extends HoldMoved>(
  tx: Tx,
  hold: SagaHold,
  action: string,
  type: T | null,
  from: EventData<T>['from'],
  to: EventData<T>['to'],
  now: Date,
): Promise<void> {
  const { id, transaction, plant } = hold;
  await putOnRecord(
    tx,
    { transaction, at: now, who: INTERLOCK, action, subject: id, from, to, why: null },
    type && { type, subject: id, plant, data: { hold: id, plant, from, to } as EventData<T> },
  );
}
