import type { InboundData } from '../contracts/inbound';
import type { NativeStatus } from '../contracts/material';
import type { Topology } from '../contracts/topology';
import { compare, subtract } from '../domain/decimal';
import { ensureLots } from './lots';
import { checkPlant, checkUnit, type Telling } from './material';
import { recordFact } from './material-facts';
import type { Tx } from './pool';
import { recompute } from './recompute';
import { addStock, specialAt, takeFromPlant } from './stock';

type Transfer = InboundData<'erp.transfer.dispatched.v1'>;

/** Where material on its way to a plant lies, beside its places at the plant that it left. */
export const inTransitTo = (plant: string): string => `IN-TRANSIT/${plant}`;
/** Where material lies that a transfer brought, until the stock's owner says where it was put away. */
const RECEIVING = 'RECEIVING';

/** A lot, or some of it, left a plant for another: it is in transit, and held at both ends. @throws Problem */
export const transferDispatched = (tx: Tx, topology: Topology, data: Transfer, telling: Telling) =>
  transferred(tx, topology, data, 'dispatched', telling);

/** It has arrived. @throws Problem */
export const transferReceived = (tx: Tx, topology: Topology, data: Transfer, telling: Telling) =>
  transferred(tx, topology, data, 'arrived', telling);

/**
 * What has left is the more of what was dispatched and what arrived; what is in transit is what was dispatched and has not
 * arrived. So stock is the same whichever of the two is told first.
 */
async function transferred(
  tx: Tx,
  topology: Topology,
  data: Transfer,
  kind: 'dispatched' | 'arrived',
  telling: Telling,
): Promise<void> {
  const { lot, from, to, quantity } = data;
  checkUnit(topology, lot, quantity.unit);
  checkPlant(topology, from, '/data/from');
  checkPlant(topology, to, '/data/to');
  await ensureLots(tx, topology, [lot], telling.now);
  const before = await transferTotals(tx, lot, from, to);
  await recordFact(tx, telling, {
    kind,
    plant: from,
    boundFor: to,
    ...(data.transfer && { reference: data.transfer }),
    in: [{ lot, quantity }],
  });
  const after = await transferTotals(tx, lot, from, to);
  const leaving = subtract(after.left, before.left);
  const { status } = await takeFromPlant(tx, lot, from, leaving, telling.now);
  const transit = await setInTransit(tx, { lot, from, to, quantity: after.inTransit, status }, telling);
  const arriving = subtract(after.arrived, before.arrived);
  if (compare(arriving, '0') > 0)
    await addStock(
      tx,
      {
        lot,
        plant: to,
        location: data.location ?? RECEIVING,
        quantity: arriving,
        owner: telling.system,
        special: specialAt(topology, to, data.location ?? RECEIVING),
        status: transit,
      },
      telling.now,
    );
  await recompute(tx, topology, [lot], '', telling.now);
}

/** Of a lot from one plant to another, ever: what has left, what has arrived, and what is between them. */
export async function transferTotals(
  tx: Tx,
  lot: string,
  from: string,
  to: string,
): Promise<{ left: string; arrived: string; inTransit: string }> {
  const found = await tx.query<{ left: string; arrived: string; in_transit: string }>({
    name: 'transfer-totals',
    text: `select trim_scale(greatest(dispatched, arrived)) as left, trim_scale(arrived) as arrived, trim_scale(greatest(dispatched - arrived, 0)) as in_transit
           from (select coalesce(sum(quantity) filter (where kind = 'dispatched'), 0) as dispatched, coalesce(sum(quantity) filter (where kind = 'arrived'), 0) as arrived
                 from (select distinct on (fact.occurrence) fact.kind, line.quantity from material_line line join material_fact fact on fact.id = line.fact
                       where line.lot = $1 and line.side = 'in' and fact.kind in ('dispatched', 'arrived') and fact.plant = $2 and fact.bound_for = $3) told) sums`,
    values: [lot, from, to],
  });
  const { left, arrived, in_transit: inTransit } = found.rows[0]!;
  return { left, arrived, inTransit };
}

/** @returns the status of what is on its way: what it had where it left, or stricter */
async function setInTransit(
  tx: Tx,
  {
    lot,
    from,
    to,
    quantity,
    status,
  }: { lot: string; from: string; to: string; quantity: string; status: NativeStatus },
  { system, now }: Telling,
): Promise<NativeStatus> {
  const found = await tx.query<{ status: NativeStatus }>({
    name: 'stock-in-transit',
    text: `insert into stock (lot, plant, location, quantity, owner, special, bound_for, status, updated_at) values ($1, $2, $3, $4, $5, 'in-transit', $6, $7, $8)
           on conflict (lot, plant, location) do update set quantity = excluded.quantity, updated_at = excluded.updated_at,
             status = case when excluded.status = 'unrestricted' then stock.status else excluded.status end
           returning status`,
    values: [lot, from, inTransitTo(to), quantity, system, to, status, now],
  });
  return found.rows[0]!.status;
}
