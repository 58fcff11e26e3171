import type { InboundData } from '../contracts/inbound';
import type { Topology } from '../contracts/topology';
import { escape, escapedBy } from '../domain/account';
import { isZero } from '../domain/decimal';
import { openAccounts, saveAccount } from './accounts';
import { recordResidual } from './exposure';
import { openHold } from './hold-row';
import { ensureLots } from './lots';
import { checkUnit, type Telling } from './material';
import type { Tx } from './pool';
import { recompute } from './recompute';
import { removeStock } from './stock';

/**
 * Pieces left by a shipment. What a hold should have kept has escaped: a residual with its customer, never dropped (H7).
 * What was free beside the hold left rightly.
 * @throws Problem `unknown-item`, `unit-mismatch`
 */
export async function shipmentPosted(
  tx: Tx,
  topology: Topology,
  { shipment, customer, lines }: InboundData<'erp.shipment.posted.v1'>,
  { system, now }: Telling,
): Promise<void> {
  for (const { lot, quantity } of lines) checkUnit(topology, lot, quantity.unit);
  const lots = lines.map(({ lot }) => lot);
  for (const { lot, quantity } of lines) {
    const before = (await ensureLots(tx, topology, [lot], now)).get(lot)?.quantity ?? '0';
    for (const { hold: id, account } of await openAccounts(tx, [lot])) {
      const escaped = escapedBy(account, before, quantity.value);
      if (isZero(escaped)) continue;
      await saveAccount(tx, id, lot, escape(account, escaped));
      const found = { lot, quantity: escaped, kind: 'shipped' as const, reference: shipment, customer };
      const at = now.toISOString();
      await recordResidual(tx, await openHold(tx, id), system, { ...found, at }, now);
    }
    await removeStock(tx, lot, quantity.value, now);
  }
  await recompute(tx, topology, lots, '', now);
}
