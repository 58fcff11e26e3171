import type { InboundData } from '../contracts/inbound';
import type { Topology } from '../contracts/topology';
import { grow } from '../domain/account';
import { isInBaseline } from './baseline/contained';
import { joinWithDescendants } from './follow';
import type { HoldRow } from './hold-row';
import { ensureLots } from './lots';
import { changeLot, checkPlant, checkUnit, everyAccount, type Telling } from './material';
import { recordFact } from './material-facts';
import type { Tx } from './pool';
import { recompute } from './recompute';
import { takeReturned } from './returns';
import { addStock, specialAt } from './stock';

/** A lot arrived: it becomes known, grows under the holds that cover it, and joins those that waited for it. */
export async function lotReceived(
  tx: Tx,
  topology: Topology,
  data: InboundData<'erp.lot.received.v1'>,
  telling: Telling,
): Promise<void> {
  const { lot, plant, quantity } = data;
  checkUnit(topology, lot, quantity.unit);
  checkPlant(topology, plant, '/data/plant');
  await ensureLots(tx, topology, [lot], telling.now);
  await recordFact(tx, telling, { kind: 'received', plant, out: [{ lot, quantity }] });
  const isCounted = await isInBaseline(tx, lot, plant, telling);
  await tx.query({
    name: 'lot-received',
    text: 'update lot set known = true, supplier = coalesce($2, supplier), supplier_lot = coalesce($3, supplier_lot), updated_at = $4 where lot = $1',
    values: [lot, data.supplier ?? null, data.supplierLot ?? null, telling.now],
  });
  if (!isCounted) {
    await changeLot(tx, lot, quantity.value, telling.now);
    await addStock(
      tx,
      {
        lot,
        plant,
        location: data.location,
        quantity: quantity.value,
        owner: telling.system,
        special: specialAt(topology, plant, data.location),
        status: data.status,
      },
      telling.now,
    );
    await everyAccount(tx, lot, (account) => grow(account, quantity.value));
    await takeReturned(tx, topology, data, telling);
  }
  await recompute(tx, topology, [lot], '', telling.now);
  if (data.supplier && data.supplierLot)
    await joinWaiting(tx, topology, lot, data.supplier, data.supplierLot, telling);
}

async function joinWaiting(
  tx: Tx,
  topology: Topology,
  lot: string,
  supplier: string,
  supplierLot: string,
  telling: Telling,
): Promise<void> {
  const waiting = await tx.query<HoldRow>({
    name: 'hold-waiting-for-supplier-lot',
    text: `select hold.id, hold.transaction, hold.state, hold.plant from hold_rule join hold on hold.id = hold_rule.hold
           where hold_rule.supplier = $1 and hold_rule.supplier_lot = $2 and hold.state <> 'closed' order by hold.id`,
    values: [supplier, supplierLot],
  });
  for (const hold of waiting.rows)
    await joinWithDescendants(
      tx,
      topology,
      hold,
      [lot],
      `delivered as ${supplierLot} of ${supplier}`,
      telling,
    );
}
