import type { Pool } from 'pg';
import { z } from 'zod';
import type { Topology } from '../contracts/topology';
import { availabilityOf, type Parts } from '../domain/availability';
import { FACTS, factsOf, FactsRow } from './gate';
import type { Tx } from './pool';
import { reading } from './transaction';

const Row = FactsRow.extend({ reserved: z.string() });

/** What of an item lies at a plant, by what may be done with it, in the item's unit: one statement, so one snapshot. */
export async function availability(
  pool: Pool | Tx,
  topology: Topology,
  item: string,
  plant: string,
  now: Date,
): Promise<Parts> {
  const found = await pool.query({
    name: 'availability',
    text: `select ${FACTS},
             (select coalesce(sum(kept.quantity), 0)::text from order_reservation kept join order_dispatch on order_dispatch.id = kept.dispatch
               where kept.lot = lot.lot and order_dispatch.plant = $1 and order_dispatch.state not in ('completed', 'refused', 'cancelled')) as reserved
           from lot where lot.item = $2 and exists (select from stock where stock.lot = lot.lot and stock.plant = $1 and stock.quantity > 0)`,
    values: [plant, item],
  });
  const quarantine = topology.plants[plant]?.quarantine ?? '';
  const lots = found.rows.map((row) => {
    const { reserved, ...facts } = Row.parse(row);
    return { facts: factsOf(facts, quarantine), reserved };
  });
  return availabilityOf(lots, now.toISOString());
}

/** The same of several plants, at one instant: what is on its way between them is counted at neither. */
export const availabilities = (
  pool: Pool,
  topology: Topology,
  item: string,
  plants: readonly string[],
  now: Date,
): Promise<Parts[]> =>
  reading(pool, async (tx) => {
    const parts: Parts[] = [];
    for (const plant of plants) parts.push(await availability(tx, topology, item, plant, now));
    return parts;
  });
