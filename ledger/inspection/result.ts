import { Problem } from '../../contracts/problem';
import type { Topology } from '../../contracts/topology';
import type { Tx } from '../pool';
import { follow, judgeNow, type Judged } from './judge';
import { createInspection } from './open';
import { currentResult, lockInspection, saveInspection, type InspectionRow } from './row';
import { specify } from './specify';
import { wantTargets } from './targets';
import { lookInspection } from './wake';

/** A result as it is posted. */
export interface PostedResult extends Judged {
  /** The QMS gave it itself, and need not be told. */
  readonly fromQms: boolean;
}

/**
 * Takes a result, judges it by the plan of the lot's own revision, and does what follows in the same transaction. The same
 * result again changes nothing.
 * @returns the inspection's id
 * @throws Problem `inspection-closed` where it has another result; `unknown-plant`, `unknown-system`, `unknown-item`
 */
export async function postResult(
  tx: Tx,
  topology: Topology,
  posted: PostedResult,
  now: Date,
  traceparent: string | null,
): Promise<string> {
  const { result, who, fromQms } = posted;
  const row = await inspectionOf(tx, topology, posted, now, traceparent);
  if (row.lot !== result.lot || row.plant !== result.plant)
    throw new Problem(
      'invalid-request',
      `Inspection ${result.inspection.id} is of ${row.lot} at ${row.plant}, not of ${result.lot} at ${result.plant}.`,
      [{ pointer: row.lot === result.lot ? '/plant' : '/lot', detail: `${row.lot} at ${row.plant}` }],
    );
  if (await isRepeated(tx, row, posted)) return row.id;
  const specified = row.plan
    ? row
    : { ...row, ...(await specify(tx, { ...row, order: row.order_id ?? result.order })) };
  const judgement = await judgeNow(tx, specified, result);
  await tx.query({
    name: 'inspection-result-insert',
    text: `insert into inspection_result (inspection, result, judgement, from_qms, posted_by_id, posted_by_name, posted_at) values ($1, $2, $3, $4, $5, $6, $7)`,
    values: [row.id, result, judgement, fromQms, who.id, who.name, now],
  });
  // The number that the result names counts until the QMS is read to say another.
  const numbered = { ...specified, number: specified.number ?? result.inspection.id };
  await saveInspection(tx, numbered);
  const after = await follow(tx, topology, numbered, judgement, posted, now);
  await wantTargets(tx, topology, after, await currentResult(tx, row.id));
  await lookInspection(tx, row.transaction, row.id, now);
  return row.id;
}

/**
 * The same measurements and verdict, once by call and once in the QMS's own words, are one result.
 * @throws Problem `inspection-closed` where another result counts
 */
async function isRepeated(tx: Tx, row: InspectionRow, { result, fromQms }: PostedResult): Promise<boolean> {
  const found = await tx.query<{ same: boolean }>({
    name: 'inspection-result-same',
    text: `select result = $2::jsonb or (from_qms <> $3 and result->'verdict' = $2::jsonb->'verdict' and result->'readings' = $2::jsonb->'readings') as same
           from inspection_result where inspection = $1 and withdrawn_at is null`,
    values: [row.id, JSON.stringify(result), fromQms],
  });
  const before = found.rows[0];
  if (!before) return false;
  if (before.same) return true;
  const why =
    row.state === 'contradicted'
      ? 'is contradicted: resolve its exception with "withdraw" first, and then post the other'
      : `is closed as ${row.state}`;
  throw new Problem(
    'inspection-closed',
    `Inspection ${result.inspection.id} has another result, and ${why}.`,
    [],
    { inspection: row.id },
  );
}

/**
 * The inspection that a result is of: by its number; else the one of this lot that the QMS has been asked to open and has not
 * been read back from; else one that the QMS opened by itself.
 */
async function inspectionOf(
  tx: Tx,
  topology: Topology,
  { result, who }: PostedResult,
  now: Date,
  traceparent: string | null,
): Promise<InspectionRow> {
  const { inspection, plant, lot, order } = result;
  const found = await tx.query<{ id: string }>({
    name: 'inspection-of-result',
    text: `select id from inspection where system = $1 and (number = $2 or (number is null and plant = $3 and lot = $4 and ($5::text is null or order_id = $5)))
           order by number is null, opened_at, id limit 1`,
    values: [inspection.system, inspection.id, plant, lot, order],
  });
  const id = found.rows[0]?.id;
  if (id !== undefined) return lockInspection(tx, id);
  const about = { system: inspection.system, number: inspection.id, plant, lot, order };
  return createInspection(
    tx,
    topology,
    { ...about, operation: null, checkpoint: null },
    who,
    now,
    traceparent,
  );
}
