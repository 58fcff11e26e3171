import { itemAt, itemPlant, systemsFor } from '../../config/systems';
import type { ChangePackage } from '../../contracts/engineering-change';
import { SENTINEL, type RevisionAsk, type RevisionPackage } from '../../contracts/revision';
import type { DesiredState, SubjectKind } from '../../contracts/target';
import type { SystemRole, Topology } from '../../contracts/topology';
import { workCentresAt } from '../../domain/acceptance';
import { desire, isNewest } from '../../domain/targets';
import type { Tx } from '../pool';
import { lockTargets, newTarget, parseTargets, saveTargets, stake, type StoredTarget } from '../targets';
import type { StoredAssessment } from './assessments';
import type { ChangeRow, PlantRow } from './row';

/** Which systems keep a part of an item's revision: a MES of what it makes, a QMS of what it inspects. */
function keepers({ routing, plan }: RevisionPackage): SystemRole[] {
  return ['plm', 'erp', ...(routing.length > 0 ? ['mes' as const] : []), ...(plan ? ['qms' as const] : [])];
}

/** Has the system been read to say what is desired at the newest generation, with no reading owed? */
export const isHome = ({ state }: StoredTarget): boolean => isNewest(state) && !state.readFirst;

/** What a transaction asks of the items of one plant, or of their new starts. */
export async function plantTargets(
  tx: Tx,
  transaction: string,
  plant: string,
  kind: SubjectKind,
): Promise<StoredTarget[]> {
  const found = await tx.query({
    name: 'change-targets',
    text: `select target.* from stake join target on target.id = stake.target
           where stake.transaction = $1 and target.plant = $2 and target.subject_kind = $3 order by target.id`,
    values: [transaction, plant, kind],
  });
  return parseTargets(found.rows);
}

/** Targets that are staged: every system that keeps a part of an item's revision, at one plant. */
export async function stageItems(
  tx: Tx,
  topology: Topology,
  change: ChangeRow,
  pack: ChangePackage,
  plant: string,
): Promise<void> {
  const subjects = pack.items.flatMap((revision) =>
    systemsFor(topology, keepers(revision), [plant]).map((system) => ({ system, item: revision.item })),
  );
  await want(tx, change.transaction, plant, 'item', 'staged', subjects);
}

/** New starts of every item that the change makes at the plant: `held` before anything is activated, `free` last (E6). */
export async function wantStarts(
  tx: Tx,
  topology: Topology,
  change: ChangeRow,
  pack: ChangePackage,
  plant: string,
  state: 'held' | 'free',
): Promise<void> {
  const subjects = pack.items
    .filter(({ routing }) => routing.length > 0)
    .flatMap(({ item }) => systemsFor(topology, ['mes'], [plant]).map((system) => ({ system, item })));
  await want(tx, change.transaction, plant, 'starts', state, subjects);
}

async function want(
  tx: Tx,
  transaction: string,
  plant: string,
  kind: 'item' | 'starts',
  state: DesiredState,
  subjects: readonly { readonly system: string; readonly item: string }[],
): Promise<void> {
  const wanted = subjects.map(({ system, item }) =>
    newTarget({
      system,
      subject: { kind, id: itemPlant(item, plant) },
      lot: null,
      plant,
      desired: { state, quantity: null },
      whole: true,
    }),
  );
  const existing = await lockTargets(
    tx,
    wanted.map(({ id }) => id),
  );
  await saveTargets(
    tx,
    wanted.map((target) => {
      const known = existing.find(({ id }) => id === target.id);
      return known ? { ...known, state: desire(known.state, target.state.desired, true) } : target;
    }),
  );
  await stake(
    tx,
    transaction,
    wanted.map(({ id }) => ({ id, required: true })),
  );
}

/** Every item of the plant is to be in that state, where it is not already. */
export async function wantItems(
  tx: Tx,
  targets: readonly StoredTarget[],
  state: 'active' | 'undone',
): Promise<void> {
  const changed = targets.map((target) => ({
    ...target,
    state: desire(target.state, { state, quantity: null }, true),
  }));
  await saveTargets(
    tx,
    changed.filter((target, index) => target.state !== targets[index]!.state),
  );
}

/** Everything is to be read again before it counts. */
export const readAgain = (tx: Tx, targets: readonly StoredTarget[]): Promise<void> =>
  saveTargets(
    tx,
    targets.map((target) => ({ ...target, state: { ...target.state, readFirst: true } })),
  );

/** What is asked of an item's target: its part of the package, for this plant. */
export function revisionAsks(
  change: ChangeRow,
  pack: ChangePackage,
  row: PlantRow,
  assessments: readonly StoredAssessment[],
): (target: StoredTarget) => RevisionAsk {
  const workCentres = assessments.flatMap((assessment) => assessment.workCentres ?? []);
  return ({ subject }) => {
    const { item } = itemAt(subject.id);
    const revision = pack.items.find((one) => one.item === item);
    if (!revision) throw new Error(`${change.id} has no item ${item}.`);
    return {
      change: change.change_id,
      package: revision,
      workCentres: workCentresAt(revision.routing, workCentres),
      validFrom: SENTINEL,
      fromSerial:
        row.effectivity?.kind === 'serial' && row.effectivity.item === item ? row.effectivity.from : null,
    };
  };
}

/** Within a system items are staged and activated in the package's order, and undone in reverse (E2). */
export function inOrder(pack: ChangePackage, undone: boolean): (a: StoredTarget, b: StoredTarget) => number {
  const position = ({ subject }: StoredTarget) =>
    pack.items.findIndex(({ item }) => item === itemAt(subject.id).item) * (undone ? -1 : 1);
  return (a, b) => position(a) - position(b);
}
