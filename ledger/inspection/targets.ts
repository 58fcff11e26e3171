import { systemsOf } from '../../config/systems';
import type { InspectionAsk } from '../../contracts/inspection';
import type { Desired, Subject } from '../../contracts/target';
import type { Topology } from '../../contracts/topology';
import { isFinal } from '../../domain/inspection-states';
import { samplingOf } from '../../domain/inspection';
import { desire } from '../../domain/targets';
import type { Tx } from '../pool';
import { lockTargets, newTarget, saveTargets, stake, targetId } from '../targets';
import type { InspectionRow, StoredResult } from './row';

interface Wanted {
  readonly system: string;
  readonly subject: Subject;
  readonly state: Desired['state'];
  readonly required: boolean;
}

/**
 * Sets what is desired of QMS and MES, computed from where the inspection stands: the QMS has it, once its plan is known; the
 * operation waits until the result is in and no hold that it raised is open; a result that was posted here is in the QMS.
 */
export async function wantTargets(
  tx: Tx,
  topology: Topology,
  row: InspectionRow,
  result: StoredResult | null,
): Promise<void> {
  const wanted = [
    ...wantedAtCheckpoint(topology, row, await mayGoOn(tx, row)),
    ...wantedOfResult(row, result),
  ];
  const ids = wanted.map(({ system, subject }) => targetId(system, subject));
  const known = new Map((await lockTargets(tx, ids)).map((target) => [target.id, target]));
  const targets = wanted.map(({ system, subject, state }) => {
    const desired = { state, quantity: null };
    const whole = state === 'held';
    const before = known.get(targetId(system, subject));
    return before
      ? { ...before, state: desire(before.state, desired, whole) }
      : newTarget({ system, subject, lot: row.lot, plant: row.plant, desired, whole });
  });
  await saveTargets(
    tx,
    targets.filter((target) => target.state !== known.get(target.id)?.state),
  );
  await stake(
    tx,
    row.transaction,
    wanted.map(({ required }, index) => ({ id: ids[index]!, required })),
  );
}

function wantedAtCheckpoint(topology: Topology, row: InspectionRow, goOn: boolean): Wanted[] {
  if (row.checkpoint === null) return [];
  const requested: Wanted[] = row.plan
    ? [{ system: row.system, subject: { kind: 'inspection', id: row.id }, state: 'posted', required: true }]
    : [];
  const waiting = systemsOf(topology, 'mes', row.plant).map((system): Wanted => ({
    system,
    subject: { kind: 'checkpoint', id: row.id },
    state: goOn ? 'free' : 'held',
    required: true,
  }));
  return [...requested, ...waiting];
}

/** Each result is a report of its own: one that was withdrawn is followed by another. */
const wantedOfResult = (row: InspectionRow, result: StoredResult | null): Wanted[] =>
  result === null || result.from_qms
    ? []
    : [
        {
          system: row.system,
          subject: { kind: 'inspection-result', id: `${row.id}/${result.id}` },
          state: 'posted',
          required: false,
        },
      ];

/** The result is in, and what it raised is disposed of. */
async function mayGoOn(tx: Tx, { state, hold }: InspectionRow): Promise<boolean> {
  if (!isFinal(state)) return false;
  return hold === null || (await isClosed(tx, hold));
}

export async function isClosed(tx: Tx, hold: string): Promise<boolean> {
  const found = await tx.query<{ state: string }>({
    name: 'inspection-hold-state',
    text: 'select state from hold where id = $1',
    values: [hold],
  });
  return found.rows[0]?.state === 'closed';
}

/** What the systems are told of it. */
export function askOf(row: InspectionRow, result: StoredResult | null): InspectionAsk {
  const { id, lot, order_id: order, operation, checkpoint, revision, plan } = row;
  return {
    id,
    number: row.number,
    lot,
    order,
    operation,
    checkpoint,
    revision,
    plan: plan && { ...plan, sampling: samplingOf(plan) },
    result: result === null || result.from_qms ? null : result.result,
  };
}
