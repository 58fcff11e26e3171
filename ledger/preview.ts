import type { Pool } from 'pg';
import { z } from 'zod';
import { itemOf } from '../config/systems';
import { BlastRadius } from '../contracts/blast-radius';
import type { HoldRequest } from '../contracts/hold';
import type { Topology } from '../contracts/topology';
import { add } from '../domain/decimal';
import { ordersConcerned, shipmentsConcerned } from './concerned';
import { checkRequest, material } from './scope';
import { namers } from './scope/rules';
import { coverage } from './transaction';
import type { Tx } from './pool';

const Covered = BlastRadius.pick({
  lots: true,
  plants: true,
  quantities: true,
  orderLines: true,
  shipmentLines: true,
}).extend({
  /** MESs that may know more of what the scope means. */
  unnamed: z.array(z.string()),
});
/** What a hold would cover, as the ledger knows it: lots with their stock, plants, quantities by item, and whom it concerns. */
export type CoveredMaterial = z.infer<typeof Covered>;

class Nothing extends Error {}

/** Works out the scope in a transaction that is always rolled back: nothing is changed. @throws Problem as placing would */
export async function preview(
  pool: Pool,
  topology: Topology,
  request: HoldRequest,
  now: Date,
): Promise<CoveredMaterial> {
  checkRequest(topology, request);
  let radius: CoveredMaterial = {
    lots: [],
    plants: [request.plant],
    quantities: [],
    orderLines: [],
    shipmentLines: [],
    unnamed: [],
  };
  await coverage(pool, async (tx) => {
    const lots = await material(tx, topology, request.scope, request.plant, now);
    const names = lots.map(({ lot }) => lot);
    const about = await describe(tx, names);
    const described = lots.map(({ lot, quantity, unit }) => ({
      lot,
      quantity: { value: quantity, unit },
      stock: about.get(lot)?.stock ?? [],
      heldBy: about.get(lot)?.heldBy ?? [],
    }));
    const totals = new Map<string, { value: string; unit: string }>();
    for (const { lot, quantity } of described) {
      const total = totals.get(itemOf(lot));
      totals.set(itemOf(lot), { value: add(total?.value ?? '0', quantity.value), unit: quantity.unit });
    }
    radius = Covered.parse({
      lots: described,
      plants: [...new Set(described.flatMap(({ stock }) => stock.map((place) => place.plant)))].sort(),
      quantities: [...totals].map(([item, quantity]) => ({ item, quantity })),
      orderLines: await ordersConcerned(tx, names),
      shipmentLines: await shipmentsConcerned(tx, names),
      unnamed: await namers(tx, topology, request.plant, request.scope),
    });
    throw new Nothing();
  }).catch((error: unknown) => {
    if (!(error instanceof Nothing)) throw error;
  });
  return radius;
}

async function describe(tx: Tx, lots: readonly string[]) {
  const found = await tx.query<{
    lot: string;
    stock: { plant: string; location: string; quantity: string }[];
    heldBy: string[];
  }>(
    `select lot.lot,
       coalesce((select jsonb_agg(jsonb_build_object('plant', plant, 'location', location, 'quantity', trim_scale(quantity)::text) order by plant, location)
         from stock where stock.lot = lot.lot and quantity > 0), '[]') as stock,
       array(select hold.id from hold_lot join hold on hold.id = hold_lot.hold where hold_lot.lot = lot.lot and covers and hold.state <> 'closed' order by 1) as "heldBy"
     from lot where lot.lot = any($1)`,
    [lots],
  );
  return new Map(found.rows.map((row) => [row.lot, row]));
}
