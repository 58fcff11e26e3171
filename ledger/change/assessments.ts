import type { Assessment } from '../../contracts/assessment';
import type { PlantQuestion } from '../../contracts/release';
import { systemsFor } from '../../config/systems';
import type { SystemRole, Topology } from '../../contracts/topology';
import { closeQuestion } from '../exceptions';
import type { Tx } from '../pool';
import { learn } from './revisions';

/** Roles that have a word on a change of a plant; in the order in which they are asked. */
export const ASSESSING: readonly SystemRole[] = ['erp', 'mes', 'qms'];

export interface StoredAssessment extends Assessment {
  readonly roles: readonly SystemRole[];
  /** When it was taken, milliseconds. */
  readonly at: number;
}

/** Keeps what systems said of the items at a plant; the newest word counts. */
export async function takeAssessments(
  tx: Tx,
  run: { readonly id: string; readonly transaction: string },
  plant: string,
  assessments: readonly Assessment[],
  now: Date,
): Promise<void> {
  for (const assessment of assessments) {
    await tx.query({
      name: 'change-assessment-save',
      text: `insert into change_assessment (change, plant, system, at, answer) values ($1, $2, $3, $4, $5)
             on conflict (change, plant, system) do update set at = excluded.at, answer = excluded.answer`,
      values: [run.id, plant, assessment.system, now, assessment],
    });
    await closeQuestion(tx, run.transaction, plant, assessment.system, now);
    await learn(tx, plant, assessment, now);
  }
}

export async function assessmentsOf(
  tx: Tx,
  topology: Topology,
  change: string,
  plant: string,
): Promise<StoredAssessment[]> {
  const found = await tx.query<{ system: string; at: Date; answer: Assessment }>({
    name: 'change-assessments',
    text: 'select system, at, answer from change_assessment where change = $1 and plant = $2 order by system',
    values: [change, plant],
  });
  return found.rows.map(({ system, at, answer }) => ({
    ...answer,
    roles: topology.systems[system]?.roles ?? [],
    at: at.getTime(),
  }));
}

/** What one system is asked about items at a plant. */
export function questionTo(
  topology: Topology,
  system: string,
  transaction: string,
  plant: string,
  items: readonly string[],
): PlantQuestion {
  const { timeoutMs = 2_000, patienceSeconds = 30 } = topology.systems[system] ?? {};
  return { system, transaction, plant, items, timeoutMs, patienceMs: patienceSeconds * 1000 };
}

export const assessingSystems = (topology: Topology, plant: string): string[] =>
  systemsFor(topology, ASSESSING, [plant]);
