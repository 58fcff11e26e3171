import { itemOf } from '../../config/systems';
import type { SnapshotLot } from '../../contracts/snapshot';
import type { Topology } from '../../contracts/topology';
import { compare, subtract } from '../../domain/decimal';
import { INTERLOCK } from '../audit';
import { BASELINE_SOURCE, recordFact } from '../material-facts';
import type { Tx } from '../pool';
import { specialAt } from '../stock';
import { inTransitTo, transferTotals } from '../transfers';
import type { Loading } from './lots';

/** Material in transit lies where events about transfers look for it; of other places the topology knows what the system does not say. */
export const placed =
  (topology: Topology, plant: string) =>
  (lot: SnapshotLot): SnapshotLot => ({
    ...lot,
    stock: lot.stock.map((place) =>
      place.special === 'in-transit' && place.boundFor !== null
        ? { ...place, location: inTransitTo(place.boundFor) }
        : { ...place, special: place.special ?? specialAt(topology, plant, place.location) },
    ),
  });

/** What is on its way and nobody told of was dispatched before the baseline: its arrival is told later. */
export async function loadTransit(
  tx: Tx,
  topology: Topology,
  { baseline, system, plant, asOf, now }: Loading,
  lots: readonly SnapshotLot[],
): Promise<void> {
  for (const { lot, stock } of lots)
    for (const { quantity, boundFor } of stock) {
      if (boundFor === null) continue;
      const { inTransit } = await transferTotals(tx, lot, plant, boundFor);
      const untold = subtract(quantity, inTransit);
      if (compare(untold, '0') <= 0) continue;
      const event = `${baseline}/${lot}/${boundFor}`;
      const unit = topology.items[itemOf(lot)]!.unit;
      await recordFact(
        tx,
        { system, source: BASELINE_SOURCE, event, time: asOf, who: INTERLOCK, now },
        { kind: 'dispatched', plant, boundFor, in: [{ lot, quantity: { value: untold, unit } }] },
      );
    }
}
