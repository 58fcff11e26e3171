import type { Topology } from '../contracts/topology';
import { shipAuthorized } from './authorization-end';
import { useConcessions } from './concessions';
import { ensureLots } from './lots';
import type { Telling } from './material';
import type { Fact } from './material-facts';
import type { Tx } from './pool';

/** Pieces of one lot that left with a shipment. */
export interface Left {
  readonly lot: string;
  readonly quantity: string;
  readonly shipment: string;
  readonly customer: string;
  /** The lot's quantity before. */
  readonly before: string;
}

/** What a shipment took is no longer promised to it, and counts against the concessions that it went out under. */
export async function settlePromises(
  tx: Tx,
  topology: Topology,
  left: Left,
  telling: Telling,
): Promise<void> {
  const { lot, quantity, shipment, customer, before } = left;
  await shipAuthorized(tx, shipment, lot, quantity, telling.who, telling.now);
  const whom = { kind: 'shipped', reference: shipment, order: null, customer } as const;
  await useConcessions(tx, topology, lot, { ...whom, system: telling.system, quantity, before }, telling.now);
}

/** What an order took counts against the concessions that it may use; told before what was made of it follows (H5). */
export async function settleConsumption(
  tx: Tx,
  topology: Topology,
  { order, in: lines = [] }: Fact,
  telling: Telling,
): Promise<void> {
  const lots = lines.map(({ lot }) => lot);
  const known = await ensureLots(tx, topology, lots, telling.now);
  for (const { lot, quantity } of [...lines].sort((a, b) => (a.lot < b.lot ? -1 : 1))) {
    const whom = { kind: 'consumed', reference: order ?? '', order: order ?? null, customer: null } as const;
    const amount = { quantity: quantity.value, before: known.get(lot)?.quantity ?? '0' };
    await useConcessions(tx, topology, lot, { ...whom, ...amount, system: telling.system }, telling.now);
  }
}
