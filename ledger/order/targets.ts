import { systemsOf } from '../../config/systems';
import type { OrderAsk } from '../../contracts/production-order';
import type { DesiredState } from '../../contracts/target';
import type { Topology } from '../../contracts/topology';
import { desire, renewed } from '../../domain/targets';
import type { Tx } from '../pool';
import { lockTargets, newTarget, saveTargets, stake, targetId, type StoredTarget } from '../targets';
import type { OrderRow } from './row';

/** The MES that makes the plant's orders. */
export const mesOf = (topology: Topology, plant: string): string =>
  systemsOf(topology, 'mes', plant)[0] ?? '';

type Kind = 'dispatch' | 'confirmation';

const nameOf = (topology: Topology, row: OrderRow, kind: Kind) => ({
  system: kind === 'dispatch' ? mesOf(topology, row.plant) : row.order_system,
  subject: { kind, id: row.order_id },
});

/** The order at the shop floor, or its totals at the ERP; null: nothing was asked of that yet. */
export async function targetOf(
  tx: Tx,
  topology: Topology,
  row: OrderRow,
  kind: Kind,
): Promise<StoredTarget | null> {
  const { system, subject } = nameOf(topology, row, kind);
  return (await lockTargets(tx, [targetId(system, subject)]))[0] ?? null;
}

/**
 * What is wanted of the order at the shop floor, or of its totals at the ERP. What is asked has another content each time, so
 * it is asked anew, under another key, though the state is the same.
 */
export async function want(
  tx: Tx,
  topology: Topology,
  row: OrderRow,
  kind: Kind,
  state: Extract<DesiredState, 'posted' | 'undone'>,
): Promise<void> {
  const desired = { state, quantity: null };
  const wanted = newTarget({
    ...nameOf(topology, row, kind),
    lot: null,
    plant: row.plant,
    desired,
    whole: true,
  });
  const known = await targetOf(tx, topology, row, kind);
  const again =
    known &&
    (known.state.desired.state === state ? renewed(known.state) : desire(known.state, desired, true));
  await saveTargets(tx, [known && again ? { ...known, state: again } : wanted]);
  await stake(tx, row.transaction, [{ id: wanted.id, required: true }]);
}

/** What shop floor and ERP are asked about the order. */
export function askOf(row: OrderRow): OrderAsk {
  if (!row.planned) throw new Error(`${row.id} asks for ${row.order_id} before the ERP was read.`);
  const { item, revision, quantity, unit, due, workCentre, reservations } = row.planned;
  const { state = 'released', good = '0', scrapped = '0' } = row.confirming ?? {};
  return {
    id: row.order_id,
    item,
    revision,
    quantity,
    unit,
    due,
    workCentre,
    reservations,
    finishOnOld: row.finish_on_old,
    good,
    scrapped,
    final: state === 'completed',
  };
}
