import { itemOf, systemsOf } from '../../config/systems';
import type { InspectionRequest } from '../../contracts/inspection';
import { Problem } from '../../contracts/problem';
import type { Topology } from '../../contracts/topology';
import type { Actor } from '../audit';
import { command } from '../commands';
import { newId } from '../ids';
import { ensureLots, itemsOf } from '../lots';
import type { Tx } from '../pool';
import { lockInspection, saveInspection, tellInspection, type InspectionRow } from './row';
import { specify } from './specify';
import { wantTargets } from './targets';

/**
 * A lot has reached a checkpoint: one inspection for each (plant, lot, order, operation, checkpoint), however often it is told.
 * The MES is asked to wait, and the QMS to inspect by the plan of the lot's own revision.
 * @returns its id. @throws Problem `unknown-plant`, `unknown-item`, `unknown-system`
 */
export async function openInspection(
  tx: Tx,
  topology: Topology,
  request: InspectionRequest,
  who: Actor,
  now: Date,
  traceparent: string | null,
): Promise<string> {
  const { plant, lot, order, operation, checkpoint } = request;
  const known = await tx.query<{ id: string }>({
    name: 'inspection-at-checkpoint',
    text: 'select id from inspection where plant = $1 and lot = $2 and order_id = $3 and operation = $4 and checkpoint = $5',
    values: [plant, lot, order, operation, checkpoint],
  });
  const before = known.rows[0]?.id;
  if (before !== undefined) return before;
  const row = await createInspection(
    tx,
    topology,
    { ...request, system: null, number: null },
    who,
    now,
    traceparent,
  );
  await tellInspection(
    tx,
    row,
    { who, from: null, type: null, data: { ...request, revision: row.revision }, why: null },
    now,
  );
  await wantTargets(tx, topology, row, null);
  return row.id;
}

/** What an inspection is about; without a checkpoint it is one that the QMS opened by itself. */
export interface NewInspection {
  /** Null: the plant's QMS. */
  readonly system: string | null;
  readonly number: string | null;
  readonly plant: string;
  readonly lot: string;
  readonly order: string | null;
  readonly operation: string | null;
  readonly checkpoint: string | null;
}

/** Stores an inspection with the revision and plan of its lot, where they are known, and starts its saga. @throws Problem */
export async function createInspection(
  tx: Tx,
  topology: Topology,
  about: NewInspection,
  who: Actor,
  now: Date,
  traceparent: string | null,
): Promise<InspectionRow> {
  const { plant, lot } = about;
  if (!topology.plants[plant])
    throw new Problem(
      'unknown-plant',
      `There is no plant "${plant}"; the topology has ${Object.keys(topology.plants).join(', ')}.`,
      [{ pointer: '/plant', detail: 'is not in the topology' }],
    );
  const item = itemsOf(topology, [{ lot, pointer: '/lot' }]).get(lot);
  const system = qmsOf(topology, plant, about.system);
  await ensureLots(tx, topology, [lot], now);
  const id = newId('IS');
  const transaction = newId('TX');
  await tx.query({
    name: 'inspection-insert',
    text: `insert into inspection (id, transaction, system, number, state, plant, product_family, lot, order_id, operation, checkpoint, opened_by_id, opened_by_name, opened_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    values: [
      id,
      transaction,
      system,
      about.number,
      about.number === null ? 'opening' : 'open',
      plant,
      item?.productFamily ?? itemOf(lot),
      lot,
      about.order,
      about.operation,
      about.checkpoint,
      who.id,
      who.name,
      now,
    ],
  });
  const row = { ...(await lockInspection(tx, id)), ...(await specify(tx, about)) };
  await saveInspection(tx, row);
  await command(tx, { transaction, kind: 'start', workflow: 'inspection', subject: id, traceparent }, now);
  return row;
}

/** @throws Problem `unknown-system` */
function qmsOf(topology: Topology, plant: string, named: string | null): string {
  const systems = systemsOf(topology, 'qms', plant);
  const system = named === null ? systems[0] : systems.find((one) => one === named);
  if (system !== undefined) return system;
  const detail = `a QMS of ${plant}: ${systems.join(', ') || 'it has none'}`;
  throw new Problem(
    'unknown-system',
    named === null
      ? `${plant} has no QMS; give it one in the topology.`
      : `"${named}" is no QMS of ${plant}.`,
    [{ pointer: '/inspection/system', detail }],
  );
}
