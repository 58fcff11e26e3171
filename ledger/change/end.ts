import type { ChangeState } from '../../contracts/engineering-change';
import type { EventType } from '../../contracts/events';
import { wakeAtPlant } from '../order/wake';
import type { Tx } from '../pool';
import { releaseLocks } from './locks';
import { movePlant, tell, type ChangeRow, type PlantRow } from './row';
import { lookChange, lookRollout } from './wake';

const EVENTS = {
  active: 'interlock.engineering-change.activated.v1',
  refused: 'interlock.engineering-change.refused.v1',
  withdrawn: 'interlock.engineering-change.withdrawn.v1',
} as const satisfies Partial<Record<ChangeState, EventType>>;

/** A plant reaches a final state: its locks go, the change's own saga looks, and so do orders that wait there. */
export async function endPlant(
  tx: Tx,
  change: ChangeRow,
  row: PlantRow,
  state: keyof typeof EVENTS,
  why: string | null,
  now: Date,
): Promise<void> {
  await movePlant(tx, change, row, state, { waits_for: null, ended_at: now.getTime() }, now);
  await releaseLocks(tx, change.id, row.plant, now);
  await tell(
    tx,
    {
      change,
      plant: row.plant,
      action: `engineering-change.${state}`,
      type: EVENTS[state],
      from: row.state,
      to: state,
      why,
      data: { items: change.package?.items.map(({ item, from, to }) => ({ item, from, to })) ?? [] },
    },
    now,
  );
  await lookChange(tx, change.transaction, change.id, now);
  await wakeAtPlant(tx, row.plant, now);
}

/** The plant's staging is to be undone: whatever was asked of a system is taken back. */
export async function stopPlant(
  tx: Tx,
  change: ChangeRow,
  row: PlantRow,
  why: string,
  now: Date,
): Promise<void> {
  if (row.state === 'checking') return endPlant(tx, change, row, 'withdrawn', why, now);
  await movePlant(tx, change, row, 'withdrawing', { waits_for: why, verify_since: null }, now);
  await tell(
    tx,
    {
      change,
      plant: row.plant,
      action: 'engineering-change.withdrawing',
      type: null,
      from: row.state,
      to: 'withdrawing',
      why,
    },
    now,
  );
  await lookRollout(tx, change.transaction, change.id, row.plant, now);
}
