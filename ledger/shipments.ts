import type { InboundData } from '../contracts/inbound';
import type { Topology } from '../contracts/topology';
import { comeBack, escape, escapedBy } from '../domain/account';
import { add, compare, isZero, subtract } from '../domain/decimal';
import { openAccounts, saveAccount } from './accounts';
import { isInBaseline } from './baseline/contained';
import { openHold } from './hold-row';
import { ensureLots } from './lots';
import { changeLot, checkUnit, type Telling } from './material';
import { moved, recordFact } from './material-facts';
import type { Tx } from './pool';
import { settlePromises } from './promised';
import { recompute } from './recompute';
import { addToResidual } from './residual';
import { removeStock, returnStock } from './stock';

type Posting = InboundData<'erp.shipment.posted.v1'>;

/**
 * Pieces left by a shipment. What a hold should have kept has escaped: a residual with its customer, never dropped (H7).
 * What was free beside the hold left rightly.
 * @throws Problem `unknown-item`, `unit-mismatch`
 */
export const shipmentPosted = (tx: Tx, topology: Topology, data: Posting, telling: Telling) =>
  posted(tx, topology, data, false, telling);

/**
 * The posting was taken back: the pieces never left. They lie where they were taken from, and what had escaped a hold is its
 * own again. The residual stays, for a person to say so (H7).
 * @throws Problem `unknown-item`, `unit-mismatch`
 */
export const shipmentReversed = (tx: Tx, topology: Topology, data: Posting, telling: Telling) =>
  posted(tx, topology, data, true, telling);

/** What has left by a shipment is what was posted and not taken back, each posting once, whichever is told first. */
async function posted(
  tx: Tx,
  topology: Topology,
  { shipment, customer, lines }: Posting,
  isReversal: boolean,
  telling: Telling,
): Promise<void> {
  for (const { lot, quantity } of lines) checkUnit(topology, lot, quantity.unit);
  const lots = [...new Set(lines.map(({ lot }) => lot))].sort();
  await ensureLots(tx, topology, lots, telling.now);
  const before = await moved(tx, 'shipped', telling.system, shipment, lots);
  await recordFact(tx, telling, {
    kind: 'shipped',
    reversed: isReversal,
    reference: shipment,
    customer,
    in: lines,
  });
  const after = await moved(tx, 'shipped', telling.system, shipment, lots);
  for (const lot of lots) {
    const more = subtract(after.get(lot) ?? '0', before.get(lot) ?? '0');
    if (compare(more, '0') > 0) await leave(tx, topology, lot, more, { shipment, customer }, telling);
    if (compare(more, '0') < 0) await comeBackTo(tx, topology, lot, subtract('0', more), telling);
  }
  await recompute(tx, topology, lots, '', telling.now);
}

async function leave(
  tx: Tx,
  topology: Topology,
  lot: string,
  quantity: string,
  { shipment, customer }: { shipment: string; customer: string },
  telling: Telling,
): Promise<void> {
  const { system, now } = telling;
  const before = (await ensureLots(tx, topology, [lot], now)).get(lot)?.quantity ?? '0';
  const accounts = await openAccounts(tx, [lot]);
  for (const { hold: id, account } of accounts) {
    const escaped = escapedBy(account, before, quantity);
    if (isZero(escaped)) continue;
    await saveAccount(tx, id, lot, escape(account, escaped));
    const found = { lot, quantity: escaped, kind: 'shipped' as const, reference: shipment, customer };
    await addToResidual(tx, await openHold(tx, id), system, { ...found, at: now.toISOString() }, now);
  }
  // Of a held lot a baseline took nothing away.
  if (accounts.length > 0 || !(await isInBaseline(tx, lot, null, telling)))
    await removeStock(tx, lot, quantity, now);
  await settlePromises(tx, topology, { lot, quantity, shipment, customer, before }, telling);
}

async function comeBackTo(
  tx: Tx,
  topology: Topology,
  lot: string,
  quantity: string,
  { now }: Telling,
): Promise<void> {
  await changeLot(tx, lot, quantity, now);
  await returnStock(tx, lot, quantity, now);
  const all = (await ensureLots(tx, topology, [lot], now)).get(lot)?.quantity ?? '0';
  for (const { hold, account, part } of await openAccounts(tx, [lot]))
    await saveAccount(tx, hold, lot, comeBack(account, quantity, part ? null : all));
}

/**
 * The WMS took pieces off the shelf, or loaded them. Of a lot that a hold covers that came too late for it: a residual.
 * @throws Problem `unknown-item`, `unit-mismatch`
 */
export const shipmentMoved =
  (kind: 'picked' | 'loaded') =>
  async (
    tx: Tx,
    topology: Topology,
    { shipment, lines }: InboundData<'wms.shipment.picked.v1'>,
    telling: Telling,
  ): Promise<void> => {
    for (const { lot, quantity } of lines) checkUnit(topology, lot, quantity.unit);
    const lots = [...new Set(lines.map(({ lot }) => lot))].sort();
    const known = await ensureLots(tx, topology, lots, telling.now);
    await recordFact(tx, telling, { kind, reference: shipment, in: lines });
    for (const { hold: id, lot, account, covers } of await openAccounts(tx, lots)) {
      const taken = add(...lines.filter((line) => line.lot === lot).map(({ quantity }) => quantity.value));
      const held = covers ? escapedBy(account, known.get(lot)?.quantity ?? '0', taken) : '0';
      if (isZero(held)) continue;
      const found = { lot, quantity: held, kind, reference: shipment, customer: null };
      const at = telling.now.toISOString();
      await addToResidual(tx, await openHold(tx, id), telling.system, { ...found, at }, telling.now);
    }
  };
