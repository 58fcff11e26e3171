import { itemOf, systemsFor } from '../config/systems';
import type { DispositionRequest } from '../contracts/disposition';
import type { NativeStatus } from '../contracts/material';
import { Problem } from '../contracts/problem';
import type { Topology } from '../contracts/topology';
import { decide, takenElsewhere, verify } from '../domain/account';
import { compare, isZero, subtract } from '../domain/decimal';
import { accountOf, existingAccount, openAccounts, saveAccount } from './accounts';
import { INTERLOCK } from './audit';
import { settleCounts } from './counts';
import type { StoredDisposition } from './disposition-row';
import { regrouped } from './genealogy';
import type { HoldRow } from './hold-row';
import { ensureLots, itemsOf } from './lots';
import { changeLot } from './material';
import type { Tx } from './pool';
import { recompute } from './recompute';
import { addStock, stockOf, takeStock } from './stock';
import { newTarget, saveTargets, stake } from './targets';

/** The lot that a regrade makes where none is named: the same number, of the second grade. */
const regradedLot = (lot: string): string => `${lot}/GRADE-2`;

/**
 * The lot that a decision makes: of a rework nobody knows it before the shop floor tells. @param at JSON pointer of the decision
 * @throws Problem as `checkOutput`
 */
export function outputOf(
  topology: Topology,
  { lot, decision, output }: Pick<DispositionRequest, 'lot' | 'decision' | 'output'>,
  unit: string,
  at = '',
): string | null {
  if (decision !== 'regrade' && output !== undefined)
    throw new Problem(
      'invalid-request',
      `Only a regrade names the lot that it makes; this is a ${decision}.`,
      [{ pointer: `${at}/output`, detail: 'only with "regrade"' }],
    );
  if (decision !== 'regrade') return null;
  const made = output ?? regradedLot(lot);
  checkOutput(topology, lot, unit, made, `${at}/output`);
  return made;
}

/** @throws Problem `unknown-item`, `unit-mismatch`, `invalid-request` where pieces of the lot cannot become pieces of the other */
export function checkOutput(
  topology: Topology,
  lot: string,
  unit: string,
  output: string,
  pointer: string,
): void {
  const item = itemsOf(topology, [{ lot: output, pointer }]).get(output);
  if (item && item.unit !== unit)
    throw new Problem(
      'unit-mismatch',
      `${lot} is counted in ${unit}, and ${itemOf(output)} in ${item.unit}.`,
      [{ pointer, detail: `counted in ${item.unit}` }],
    );
  if (output === lot)
    throw new Problem('invalid-request', `${lot} is the lot itself: leave "output" out.`, [
      { pointer, detail: 'another lot than the one that is decided about' },
    ]);
}

/**
 * What was reworked came out as another lot: its pieces leave the first, and are held in the new one until they were
 * inspected again. ERP and WMS are to book it; the MES has told of it. Runs in the coverage transaction.
 * @throws Problem as `checkOutput`
 */
export async function reworkedInto(
  tx: Tx,
  topology: Topology,
  hold: HoldRow,
  disposition: StoredDisposition,
  output: string,
  now: Date,
): Promise<void> {
  const { id, lot, unit, quantity, decision } = disposition;
  checkOutput(topology, lot, unit, output, '/data/output');
  await tx.query({
    name: 'disposition-output',
    text: 'update disposition set output = $2 where id = $1',
    values: [id, output],
  });
  const plant = await becomes(tx, topology, disposition, output, hold.plant, null, now);
  const { account } = await existingAccount(tx, hold.id, output);
  await saveAccount(tx, hold.id, output, decide(account, quantity));
  const parent = await existingAccount(tx, hold.id, lot);
  await saveAccount(tx, hold.id, lot, verify(parent.account, decision, quantity));
  await settleCounts(tx, hold.id, lot);
  const targets = systemsFor(topology, ['erp', 'wms'], [plant]).map((system) =>
    newTarget({
      system,
      subject: { kind: 'disposition', id },
      lot,
      plant,
      desired: { state: 'posted', quantity },
      whole: false,
    }),
  );
  await saveTargets(tx, targets);
  await stake(
    tx,
    hold.transaction,
    targets.map((target) => ({ id: target.id, required: true })),
  );
  await recompute(tx, topology, [lot, output], hold.transaction, now);
}

/**
 * What was regraded is of the other lot from now on. The hold that decided so has nothing more to say of it; the others,
 * which did not, hold it there. Runs in the coverage transaction.
 */
export async function regradedInto(
  tx: Tx,
  topology: Topology,
  hold: HoldRow,
  disposition: StoredDisposition,
  output: string,
  now: Date,
): Promise<void> {
  const { quantity } = disposition;
  await becomes(tx, topology, disposition, output, hold.plant, 'unrestricted', now);
  const child = await accountOf(tx, hold.id, output);
  if (child)
    await saveAccount(tx, hold.id, output, verify(decide(child.account, quantity), 'regrade', quantity));
  await recompute(tx, topology, [output], hold.transaction, now);
}

/**
 * Pieces of one lot become pieces of another where they lie: what holds the first holds them there, in the same transaction
 * (H5), and other holds have them no longer in the first.
 * @param status the status that they have from then on; null: as it was
 * @returns the plant where they lie
 */
async function becomes(
  tx: Tx,
  topology: Topology,
  { id, hold, lot, unit, quantity }: StoredDisposition,
  output: string,
  fallback: string,
  status: NativeStatus | null,
  now: Date,
): Promise<string> {
  await ensureLots(tx, topology, [output], now);
  const plant = (await moveStock(tx, lot, output, quantity, status, now)) ?? fallback;
  const telling = { system: INTERLOCK.id, source: INTERLOCK.id, event: id, time: now, who: INTERLOCK, now };
  const moved = { value: quantity, unit: unit as 'EA' };
  await regrouped('split')(
    tx,
    topology,
    { plant, from: [{ lot, quantity: moved }], to: [{ lot: output, quantity: moved }] },
    telling,
  );
  for (const other of await openAccounts(tx, [lot]))
    if (other.hold !== hold) await saveAccount(tx, other.hold, lot, takenElsewhere(other.account, quantity));
  return plant;
}

/** @returns the plant of the largest place that they were taken from; null where nothing lay anywhere */
async function moveStock(
  tx: Tx,
  lot: string,
  output: string,
  quantity: string,
  status: NativeStatus | null,
  now: Date,
): Promise<string | null> {
  await changeLot(tx, lot, subtract('0', quantity), now);
  await tx.query({
    name: 'lot-made',
    text: `update lot set known = true, quantity = lot.quantity + $3, supplier = parent.supplier, supplier_lot = parent.supplier_lot, updated_at = $4
           from lot parent where lot.lot = $2 and parent.lot = $1`,
    values: [lot, output, quantity, now],
  });
  const places = (await stockOf(tx, lot)).sort((a, b) => compare(b.quantity, a.quantity));
  let left = quantity;
  for (const { plant, location, owner, special, ...place } of places) {
    if (isZero(left)) break;
    const taken = await takeStock(tx, lot, { plant, location }, left, now);
    if (isZero(taken)) continue;
    left = subtract(left, taken);
    const there = { lot: output, plant, location, quantity: taken, owner, special };
    await addStock(tx, { ...there, status: status ?? place.status }, now);
  }
  return places[0]?.plant ?? null;
}
