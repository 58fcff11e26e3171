import { z } from 'zod';
import {
  INSPECTION_STATES,
  Judgement,
  type InspectionState,
  type StatedResult,
} from '../../contracts/inspection';
import type { INSPECTION_EVENTS, InspectionTold } from '../../contracts/events/inspection';
import { InspectionPlan } from '../../contracts/revision';
import { mayMove } from '../../domain/inspection-states';
import { beginAttempt, refuseOvertaken } from '../attempt';
import type { Actor } from '../audit';
import type { Told } from '../events';
import type { Tx } from '../pool';
import { putOnRecord } from '../put-on-record';
import type { SagaRun } from '../settle';

const Row = z.object({
  id: z.string(),
  transaction: z.string(),
  system: z.string(),
  number: z.string().nullable(),
  state: z.enum(INSPECTION_STATES),
  plant: z.string(),
  product_family: z.string(),
  lot: z.string(),
  order_id: z.string().nullable(),
  operation: z.string().nullable(),
  checkpoint: z.string().nullable(),
  revision: z.string().nullable(),
  plan: InspectionPlan.nullable(),
  hold: z.string().nullable(),
  assessed_at: z.date().nullable(),
  stepped_at: z.date().nullable(),
  finished_at: z.date().nullable(),
});
export type InspectionRow = z.infer<typeof Row>;

/** The run that the inspection is, as exceptions and settling see it. */
export const runOf = (row: InspectionRow): SagaRun => ({
  id: row.id,
  transaction: row.transaction,
  plant: row.plant,
  productFamily: row.product_family,
});

/** Locked for the rest of the transaction. */
export async function lockInspection(tx: Tx, id: string): Promise<InspectionRow> {
  const found = await tx.query({
    name: 'inspection-lock',
    text: 'select * from inspection where id = $1 for update',
    values: [id],
  });
  return Row.parse(found.rows[0]);
}

/** As `lockInspection`, for the first transaction of an attempt at a step. @throws AttemptOvertaken */
export async function lockFirst(tx: Tx, id: string, begun: Date): Promise<InspectionRow> {
  return Row.parse(await beginAttempt(tx, 'inspection', id, begun));
}

/** As `lockInspection`, for a further transaction of an attempt at a step. @throws AttemptOvertaken */
export async function lockAgain(tx: Tx, id: string, begun: Date): Promise<InspectionRow> {
  const row = await lockInspection(tx, id);
  refuseOvertaken(id, row.stepped_at, begun);
  return row;
}

/** Writes what a step may change of an inspection. */
export async function saveInspection(tx: Tx, row: InspectionRow): Promise<void> {
  await tx.query({
    name: 'inspection-save',
    text: 'update inspection set number = $2, state = $3, revision = $4, plan = $5, hold = $6, assessed_at = $7, finished_at = $8 where id = $1',
    values: [
      row.id,
      row.number,
      row.state,
      row.revision,
      row.plan && JSON.stringify(row.plan),
      row.hold,
      row.assessed_at,
      row.finished_at,
    ],
  });
}

type InspectionEvent = keyof typeof INSPECTION_EVENTS;
type Known = keyof typeof InspectionTold.shape;

/** A change of its state: on the record, in the event log where it has an event, and told to those who wait for it. */
export async function tellInspection(
  tx: Tx,
  row: InspectionRow,
  change: (Told<InspectionEvent, Known> | { type: null; data: object }) & {
    who: Actor;
    from: InspectionState | null;
    why: string | null;
  },
  now: Date,
): Promise<void> {
  const { who, from, type, data, why } = change;
  if (from !== null && !mayMove(from, row.state))
    throw new Error(`${row.id}: an inspection that is ${from} does not become ${row.state}.`);
  const { id, transaction, number, plant, lot, order_id: order, operation, checkpoint, state } = row;
  const said = { inspection: id, number, plant, lot, order, operation, checkpoint };
  const entry = { transaction, at: now, who, action: `inspection.${state}`, subject: id, from, why };
  await putOnRecord(
    tx,
    { ...entry, to: { state, ...data } },
    type && { type, subject: id, plant, data: { ...said, ...data } },
  );
}

/** The result that counts. */
const StoredResult = z.object({
  id: z.int(),
  result: z.custom<StatedResult>(),
  judgement: Judgement,
  from_qms: z.boolean(),
});
export type StoredResult = z.infer<typeof StoredResult>;

export async function currentResult(tx: Tx, inspection: string): Promise<StoredResult | null> {
  const found = await tx.query({
    name: 'inspection-result-current',
    text: 'select id, result, judgement, from_qms from inspection_result where inspection = $1 and withdrawn_at is null',
    values: [inspection],
  });
  return found.rows[0] ? StoredResult.parse(found.rows[0]) : null;
}
