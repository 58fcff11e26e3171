import type { NativeStatus } from '../../contracts/material';
import { add, compare, smaller, subtract, type DecimalText } from '../../domain/decimal';
import { broughtInto } from './documents';
import { readLock } from './lock';
import { onHand, openMoves, type LotRecords } from './lots';
import { heldOrders, orderOf } from './order-hold';
import type { Places } from './site';
import type { TrytonCaller } from './rpc';
import { quantityOf } from './values';

/** How a lot stands in an instance: what of it is there, and by what means it is restricted. */
export interface Standing {
  readonly locked: boolean;
  readonly native: NativeStatus;
  /** Names of the orders that are held for it. */
  readonly orders: readonly string[];
  /** In the house, quarantine included. */
  readonly total: DecimalText;
  /** In quarantine, as far as we brought it there. */
  readonly quarantined: DecimalText;
  /** Held by one of the means: everything under a lock, but for what orders may still take step by step. */
  readonly held: DecimalText;
}

export async function standingOf(tryton: TrytonCaller, lot: LotRecords, places: Places): Promise<Standing> {
  const { locked, native } = await readLock(tryton, lot);
  const orders = await heldOrders(tryton, lot);
  const quarantined = await quarantinedOf(tryton, lot, places);
  const total = await totalOf(tryton, lot, places);
  const assigned = await assignedTo(tryton, lot, orders);
  const held = locked ? subtract(total, assigned.free) : add(quarantined, assigned.held);
  return { locked, native, orders: [...orders.values()], total, quarantined, held };
}

export async function quarantinedOf(
  tryton: TrytonCaller,
  lot: LotRecords,
  { quarantine }: Places,
): Promise<DecimalText> {
  const ours = await broughtInto(tryton, lot, quarantine);
  return compare(ours, '0') <= 0 ? '0' : smaller(ours, await onHand(tryton, lot, quarantine));
}

export const totalOf = async (
  tryton: TrytonCaller,
  lot: LotRecords,
  { warehouse, quarantine }: Places,
): Promise<DecimalText> => add(await onHand(tryton, lot, warehouse), await onHand(tryton, lot, quarantine));

/** What is assigned to orders that are held, and to orders that are not. */
async function assignedTo(
  tryton: TrytonCaller,
  lot: LotRecords,
  orders: ReadonlyMap<string, string>,
): Promise<{ held: DecimalText; free: DecimalText }> {
  const sums = { held: '0', free: '0' };
  for (const move of await openMoves(tryton, lot)) {
    const order = orderOf(move);
    if (move.state !== 'assigned' || order === null) continue;
    const end = orders.has(order) ? 'held' : 'free';
    sums[end] = add(sums[end], quantityOf(move.quantity));
  }
  return sums;
}
