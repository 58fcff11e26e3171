import type { Judgement, StatedResult } from '../../contracts/inspection';
import type { Topology } from '../../contracts/topology';
import { judge } from '../../domain/inspection';
import type { Actor } from '../audit';
import { placeHold } from '../holds';
import { wakeByLots } from '../order/wake';
import type { Tx } from '../pool';
import { closeContradiction, openContradiction } from './contradiction';
import { saveInspection, tellInspection, type InspectionRow } from './row';
import { fitGauges } from './specify';
import { isClosed } from './targets';

/** A result, who gave it, and the nonconformance that the QMS has raised for it already. */
export interface Judged {
  readonly result: StatedResult;
  readonly who: Actor;
  readonly nonconformance: string | null;
}

/** Judges a result by the plan of the lot's revision and the gauges as they are known now. */
export const judgeNow = async (tx: Tx, row: InspectionRow, result: StatedResult): Promise<Judgement> =>
  judge(result, { revision: row.revision, plan: row.plan, gauges: await fitGauges(tx, row.system) });

/**
 * What follows from a judgement, in the transaction that it is made in: a pass lets the operation go on; a failure and a
 * contradiction hold the lot at once (H1), and a contradiction waits for a person.
 * @returns the inspection as it is then
 */
export async function follow(
  tx: Tx,
  topology: Topology,
  row: InspectionRow,
  judgement: Judgement,
  judged: Judged,
  now: Date,
): Promise<InspectionRow> {
  const { outcome, defectives, findings } = judgement;
  const { who } = judged;
  const from = row.state;
  if (outcome === 'pass') {
    const passed: InspectionRow = { ...row, state: 'passed' };
    await saveInspection(tx, passed);
    await closeContradiction(tx, passed, now);
    await wakeByLots(tx, [row.lot], now);
    const data = { hold: row.hold };
    await tellInspection(
      tx,
      passed,
      { who, from, type: 'interlock.inspection.passed.v1', data, why: null },
      now,
    );
    return passed;
  }
  const hold = await contained(tx, topology, row, judgement, judged, now);
  const state = outcome === 'fail' ? 'failed' : 'contradicted';
  const after: InspectionRow = { ...row, state, hold };
  await saveInspection(tx, after);
  const why = reasonOf(judgement, judged.result).text;
  const data = { hold, defectives, findings };
  const type = outcome === 'fail' ? 'interlock.inspection.failed.v1' : 'interlock.inspection.contradicted.v1';
  if (outcome === 'fail') await closeContradiction(tx, after, now);
  if (from !== state) await tellInspection(tx, after, { who, from, type, data, why }, now);
  if (outcome === 'contradiction') await openContradiction(tx, after, findings, now);
  return after;
}

/** The open hold that contains the lot because of this inspection: the one it has, the one of the QMS's nonconformance, or a new one. */
async function contained(
  tx: Tx,
  topology: Topology,
  row: InspectionRow,
  judgement: Judgement,
  { result, who, nonconformance }: Judged,
  now: Date,
): Promise<string> {
  if (row.hold !== null && !(await isClosed(tx, row.hold))) return row.hold;
  const open = nonconformance === null ? null : await openHoldOf(tx, row, nonconformance);
  if (open?.contains) return open.id;
  // A nonconformance has one open hold: where that is about other lots, Interlock has the QMS raise another.
  const named = nonconformance === null || open ? null : { system: row.system, id: nonconformance };
  const critical = row.plan?.characteristics.some((one) => one.critical) ?? false;
  const request = {
    nonconformance: named,
    plant: row.plant,
    ...(result.measuredAt === null ? {} : { detectedAt: result.measuredAt }),
    scope: { lots: [{ lot: row.lot }] },
    reason: reasonOf(judgement, result),
    severity: judgement.outcome === 'fail' && critical ? ('critical' as const) : ('major' as const),
    releaseCondition: null,
  };
  return (await placeHold(tx, topology, request, who, now, null)).id;
}

/** Why the lot is held: the first few readings outside their limits, or what contradicts. */
function reasonOf({ outcome, failures, findings }: Judgement, { inspection }: StatedResult) {
  const said = outcome === 'fail' ? failures : findings.map(({ text }) => text);
  const text = said.slice(0, 5).join('; ') || `inspection ${inspection.id} failed`;
  return {
    code: outcome === 'fail' ? 'inspection-failed' : 'inspection-contradicted',
    text: text.slice(0, 2_000),
  };
}

async function openHoldOf(
  tx: Tx,
  { system, lot }: InspectionRow,
  nonconformance: string,
): Promise<{ id: string; contains: boolean } | null> {
  const found = await tx.query<{ id: string; contains: boolean }>({
    name: 'inspection-nonconformance-hold',
    text: `select hold.id, exists (select from hold_lot where hold_lot.hold = hold.id and hold_lot.lot = $3 and hold_lot.covers and hold_lot.part is null) as contains
           from hold where nonconformance_system = $1 and nonconformance_id = $2 and hold.state <> 'closed'`,
    values: [system, nonconformance, lot],
  });
  return found.rows[0] ?? null;
}
