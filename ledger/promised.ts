import type { Topology } from '../contracts/topology';
import { shipAuthorized } from './authorization-end';
import { useConcessions } from './concessions';
import type { Telling } from './material';
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
  const used = { system: telling.system, reference: shipment, order: null, customer, quantity, before };
  await useConcessions(tx, topology, lot, used, telling.now);
}
