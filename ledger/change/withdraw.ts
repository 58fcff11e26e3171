import { Problem } from '../../contracts/problem';
import { stopsAt } from '../../domain/rollout';
import type { Actor } from '../audit';
import type { Tx } from '../pool';
import { stopPlant } from './end';
import { lockChange, tell, type ChangeRow, type PlantRow } from './row';

/** Plants that a withdrawal still stops: those before their pivot, and none once all-or-nothing was decided. */
export const stoppable = (change: ChangeRow, plants: readonly PlantRow[]): PlantRow[] =>
  change.decided_at === null ? plants.filter(({ state }) => stopsAt(state)) : [];

/**
 * Withdraws a change: every plant that has not passed its pivot undoes its staging, the others go forward. The ledger decides
 * between a withdrawal and a pivot: both lock the change first, and one finds the other done.
 * @param at only at these plants; null: wherever it still can be
 * @throws Problem `not-found`, `change-over`
 */
export async function withdraw(
  tx: Tx,
  id: string,
  at: readonly string[] | null,
  reason: string,
  who: Actor,
  now: Date,
): Promise<{ plants: string[]; forward: string[] }> {
  const found = await lockChange(tx, id);
  if (!found) throw new Problem('not-found', `There is no engineering change ${id}.`);
  const { change, plants } = found;
  const meant = plants.filter(({ plant }) => at === null || at.includes(plant));
  const stopped =
    change.policy === 'all-or-nothing' && stoppable(change, meant).length > 0
      ? stoppable(change, plants)
      : stoppable(change, meant);
  if (stopped.length === 0)
    throw new Problem(
      'change-over',
      `Nothing of ${id} can be withdrawn: ${meant.map(({ plant, state }) => `${plant} is ${state}`).join(', ')}.`,
      [],
      { transaction: change.transaction },
    );
  await tx.query({
    name: 'change-withdraw',
    text: `update change set withdrawn_reason = coalesce(withdrawn_reason, $2), withdrawn_by = coalesce(withdrawn_by, $3), withdrawn_at = coalesce(withdrawn_at, $4) where id = $1`,
    values: [id, reason, who.id, now],
  });
  const names = stopped.map(({ plant }) => plant);
  await tell(
    tx,
    {
      change,
      plant: null,
      action: 'engineering-change.withdrawal-requested',
      type: 'interlock.engineering-change.withdrawal-requested.v1',
      from: null,
      to: { plants: names },
      why: reason,
      who,
    },
    now,
  );
  for (const row of stopped) await stopPlant(tx, change, row, reason, now);
  return {
    plants: names,
    forward: plants
      .filter(({ state }) => state === 'activating' || state === 'active')
      .map(({ plant }) => plant),
  };
}

/** The saga was cancelled in Temporal: as good as a withdrawal, and no news where the pivot was passed. */
export async function withdrawCancelled(
  tx: Tx,
  id: string,
  plants: readonly string[] | null,
  now: Date,
): Promise<void> {
  try {
    await withdraw(tx, id, plants, 'its saga was cancelled in Temporal', TEMPORAL, now);
  } catch (error) {
    if (!(error instanceof Problem && error.code === 'change-over')) throw error;
  }
}
const TEMPORAL: Actor = { id: 'temporal', name: 'Temporal' };
