import type { InboundData } from '../contracts/inbound';
import type { Topology } from '../contracts/topology';
import { comeBack, escape, escapedBy } from '../domain/account';
import { compare, isZero, subtract } from '../domain/decimal';
import { openAccounts, saveAccount } from './accounts';
import { isInBaseline } from './baseline/contained';
import { recordResidual } from './exposure';
import { openHold } from './hold-row';
import { ensureLots } from './lots';
import { changeLot, checkUnit, type Telling } from './material';
import { recordFact } from './material-facts';
import type { Tx } from './pool';
import { settlePromises } from './promised';
import { recompute } from './recompute';
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
  const before = await shippedBy(tx, telling.system, shipment, lots);
  await recordFact(tx, telling, {
    kind: 'shipped',
    reversed: isReversal,
    reference: shipment,
    customer,
    in: lines,
  });
  const after = await shippedBy(tx, telling.system, shipment, lots);
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
    await recordResidual(tx, await openHold(tx, id), system, { ...found, at: now.toISOString() }, now);
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

/** How much of each lot has left by a shipment. */
async function shippedBy(
  tx: Tx,
  system: string,
  shipment: string,
  lots: readonly string[],
): Promise<Map<string, string>> {
  const found = await tx.query<{ lot: string; quantity: string }>({
    name: 'shipped-by',
    text: `select lot, trim_scale(greatest(sum(quantity * net), 0)) as quantity from (
             select line.lot, fact.occurrence, min(line.quantity) as quantity, sign(sum(fact.sign)::numeric) as net
             from material_fact fact join material_line line on line.fact = fact.id
             where fact.kind = 'shipped' and fact.reference = $1 and fact.system = $2 and line.lot = any($3)
             group by line.lot, fact.occurrence
           ) told group by lot`,
    values: [shipment, system, lots],
  });
  return new Map(found.rows.map((row) => [row.lot, row.quantity]));
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
      const moved = lines.find((line) => line.lot === lot)!.quantity.value;
      const held = covers ? escapedBy(account, known.get(lot)?.quantity ?? '0', moved) : '0';
      if (isZero(held)) continue;
      const found = { lot, quantity: held, kind, reference: shipment, customer: null };
      const at = telling.now.toISOString();
      await recordResidual(tx, await openHold(tx, id), telling.system, { ...found, at }, telling.now);
    }
  };
