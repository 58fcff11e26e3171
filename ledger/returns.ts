import { z } from 'zod';
import type { InboundData } from '../contracts/inbound';
import { SEVERITIES } from '../contracts/hold';
import type { Topology } from '../contracts/topology';
import { returned } from '../domain/account';
import { add, compare, isZero, smaller, subtract } from '../domain/decimal';
import { existingAccount, saveAccount } from './accounts';
import { audit } from './audit';
import { publish } from './events';
import { placeOver } from './holds';
import type { Telling } from './material';
import type { Tx } from './pool';

/** A residual that somebody said would be fetched, as far as it has not come back. */
const Recalled = z.object({
  id: z.string(),
  hold: z.string(),
  transaction: z.string(),
  is_open: z.boolean(),
  severity: z.enum(SEVERITIES),
  unit: z.string(),
  quantity: z.string(),
  back: z.string(),
  reference: z.string(),
});
type Recalled = z.infer<typeof Recalled>;

/**
 * More of a lot came in: where pieces of it are being recalled or recovered, these are they, oldest first. Under a hold that is
 * open they are its own again; a hold that is closed stays closed, and a new one is placed over them in this transaction, so
 * that what comes back is never free. Runs after the lot has grown.
 */
export async function takeReturned(
  tx: Tx,
  topology: Topology,
  { lot, plant, location, quantity }: InboundData<'erp.lot.received.v1'>,
  telling: Telling,
): Promise<void> {
  let left = quantity.value;
  const unheld: { residual: Recalled; quantity: string }[] = [];
  for (const residual of await recalled(tx, lot)) {
    if (isZero(left)) break;
    const came = smaller(left, subtract(residual.quantity, residual.back));
    left = subtract(left, came);
    await recordReturn(tx, residual, { lot, plant, quantity: came }, telling);
    if (residual.is_open) await takeAsOwn(tx, residual.hold, lot, came);
    else unheld.push({ residual, quantity: came });
  }
  const first = unheld[0]?.residual;
  if (!first) return;
  const { hold, severity, reference } = first;
  const value = add(...unheld.map((one) => one.quantity));
  const text = `${value} ${quantity.unit} of ${lot} came back (${reference}), which hold ${hold} was too late for`;
  const request = {
    nonconformance: null,
    plant,
    scope: { lots: [{ lot, quantity: { ...quantity, value }, identifiedBy: { location } }] },
    reason: { code: 'returned', text },
    severity,
    releaseCondition: null,
  };
  const account = { lot, unit: quantity.unit, quantity: value, part: { location } };
  await placeOver(tx, topology, request, [account], telling.who, telling.now, null);
}

async function recalled(tx: Tx, lot: string): Promise<Recalled[]> {
  const found = await tx.query({
    name: 'residual-recalled',
    text: `select residual.id, residual.hold, hold.transaction, hold.state <> 'closed' as is_open, hold.severity, residual.unit, residual.quantity, residual.back, residual.reference
           from residual join hold on hold.id = residual.hold
           where residual.lot = $1 and residual.answer ->> 'action' in ('recall', 'recover') and residual.back < residual.quantity
           order by residual.at, residual.id for update of residual`,
    values: [lot],
  });
  return found.rows.map((row) => Recalled.parse(row));
}

async function takeAsOwn(tx: Tx, hold: string, lot: string, quantity: string): Promise<void> {
  const { account } = await existingAccount(tx, hold, lot);
  if (compare(account.escaped, '0') > 0) await saveAccount(tx, hold, lot, returned(account, quantity));
}

async function recordReturn(
  tx: Tx,
  { id, hold, transaction, unit }: Recalled,
  { lot, plant, quantity }: { lot: string; plant: string; quantity: string },
  { who, now }: Telling,
): Promise<void> {
  await tx.query({
    name: 'residual-back',
    text: 'update residual set back = back + $2 where id = $1',
    values: [id, quantity],
  });
  const data = { residual: id, hold, lot, quantity: { value: quantity, unit } };
  await audit(tx, {
    transaction,
    at: now,
    who,
    action: 'residual.returned',
    subject: id,
    from: null,
    to: data,
    why: null,
  });
  await publish(tx, {
    type: 'interlock.residual.returned.v1',
    subject: id,
    transaction,
    plant,
    at: now,
    data,
  });
}
