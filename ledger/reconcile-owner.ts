import type { Desired } from '../contracts/target';
import { isFinal } from '../domain/rollout';
import { readChange, type ChangeRow, type PlantRow } from './change/row';
import type { Tx } from './pool';
import type { StoredTarget } from './targets';

/** The engineering change by which an item's target is judged, and how far it is at the target's plant. */
export interface Owner {
  readonly change: ChangeRow;
  readonly row: PlantRow;
}
export type Owners = ReadonlyMap<string, Owner>;

/**
 * Of every change that ever asked something of an item at its plant: the one that is at work, else the one that was activated
 * last, else the last one that was undone. Targets that no change has asked for have no owner.
 */
export async function ownersOf(tx: Tx, targets: readonly StoredTarget[]): Promise<Owners> {
  const items = targets.filter(({ subject }) => subject.kind === 'item' || subject.kind === 'starts');
  if (items.length === 0) return new Map();
  const found = await tx.query<{ target: string; plant: string; change: string }>({
    name: 'reconcile-owner',
    text: `select distinct on (stake.target) stake.target, target.plant, change.id as change
           from stake join target on target.id = stake.target join change using (transaction)
           join change_plant on change_plant.change = change.id and change_plant.plant = target.plant
           where stake.target = any($1)
           order by stake.target, change_plant.state in ('staging', 'staged', 'activating', 'withdrawing') desc,
             change_plant.state = 'active' desc, coalesce(change_plant.active_at, change_plant.ended_at) desc nulls last`,
    values: [items.map(({ id }) => id)],
  });
  const changes = new Map<string, Awaited<ReturnType<typeof readChange>>>();
  const owners = new Map<string, Owner>();
  for (const { target, plant, change: id } of found.rows) {
    if (!changes.has(id)) changes.set(id, await readChange(tx, id));
    const read = changes.get(id);
    const row = read?.plants.find((one) => one.plant === plant);
    if (read && row) owners.set(target, { change: read.change, row });
  }
  return owners;
}

/** Is a saga at work that will bring the target home again? */
export const isAttended = (owner: Owner | undefined): boolean =>
  owner === undefined || !isFinal(owner.row.state);

/** What the system is to say: what is desired; of a change that is over, the revision that it left. */
export function expectedOf({ state }: StoredTarget, owner: Owner | undefined): Desired {
  if (owner === undefined || isAttended(owner)) return state.desired;
  return { state: owner.row.state === 'active' ? 'active' : 'undone', quantity: null };
}
