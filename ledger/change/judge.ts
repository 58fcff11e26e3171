import type { Topology } from '../../contracts/topology';
import type { Tx } from '../pool';
import { saveAffected } from './affected';
import { assessingSystems, type StoredAssessment } from './assessments';
import { check, isError, unreachable } from './check';
import { endPlant, stopPlant } from './end';
import { movePlant, savePlant, tell, type ChangeRow, type PlantRow } from './row';
import { stageItems } from './targets';
import { lookRollout } from './wake';
import { stoppable } from './withdraw';

export interface Rollout {
  readonly change: ChangeRow;
  readonly plants: readonly PlantRow[];
  readonly row: PlantRow;
}

/** Every system of the plant has been heard: the plant is refused with all that was found, or staging begins. */
export async function judge(
  tx: Tx,
  topology: Topology,
  { change, plants, row }: Rollout,
  assessments: readonly StoredAssessment[],
  now: Date,
): Promise<void> {
  const pack = change.package;
  if (!pack) return;
  const unheard = assessingSystems(topology, row.plant).filter(
    (system) => !assessments.some((assessment) => assessment.system === system),
  );
  const incomplete = change.findings.some(isError);
  const stageBy = row.stage_by ?? now.getTime() + topology.changes.stageWithinHours * 3_600_000;
  // A package that is refused whatever they say is not kept waiting by a plant's dead line.
  const late =
    now.getTime() >= stageBy || (incomplete && (await isLate(tx, change.transaction, row.plant, unheard)));
  if (unheard.length > 0 && !late) {
    await savePlant(tx, change.id, row.plant, {
      stage_by: stageBy,
      waits_for: `an answer of ${unheard.join(', ')}`,
    });
    return;
  }
  const effectivity = row.effectivity ?? { kind: 'immediate' };
  const findings = [
    ...(await check(tx, topology, pack, row.plant, effectivity, assessments, now)),
    ...unheard.map((system) => unreachable(system, row.plant)),
  ];
  const objects = assessments.flatMap((assessment) => assessment.objects);
  await saveAffected(tx, topology, change.id, pack, row.plant, objects, now);
  await savePlant(tx, change.id, row.plant, { findings, waits_for: null });
  if (incomplete || findings.some(isError)) {
    const errors = [...change.findings, ...findings].filter(isError);
    await endPlant(tx, change, row, 'refused', errors.map(({ code }) => code).join(', '), now);
    if (change.policy === 'all-or-nothing') await stopOthers(tx, change, plants, row, now);
    return;
  }
  await movePlant(tx, change, row, 'staging', { stage_by: stageBy }, now);
  await stageItems(tx, topology, change, pack, row.plant);
  await tell(
    tx,
    {
      change,
      plant: row.plant,
      action: 'engineering-change.accepted',
      type: 'interlock.engineering-change.accepted.v1',
      from: row.state,
      to: 'staging',
      why: null,
      data: { findings: findings.map(({ code }) => code) },
    },
    now,
  );
}

/** All or nothing: what one plant cannot do, none does. */
export async function stopOthers(
  tx: Tx,
  change: ChangeRow,
  plants: readonly PlantRow[],
  row: PlantRow,
  now: Date,
): Promise<void> {
  for (const other of stoppable(change, plants))
    if (other.plant !== row.plant) {
      await stopPlant(tx, change, other, `all or nothing, and ${row.plant} does not go along`, now);
      await lookRollout(tx, change.transaction, change.id, other.plant, now);
    }
}

async function isLate(
  tx: Tx,
  transaction: string,
  plant: string,
  systems: readonly string[],
): Promise<boolean> {
  const found = await tx.query<{ late: boolean }>({
    name: 'change-unheard',
    text: `select not exists (select from unnest($3::text[]) as unheard (system) where not exists (
             select from exception where transaction = $1 and plant = $2 and exception.system = unheard.system and target is null and state = 'open')) as late`,
    values: [transaction, plant, systems],
  });
  return found.rows[0]?.late ?? false;
}
