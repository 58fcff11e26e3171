import { z } from 'zod';
import { itemOf } from '../config/systems';
import type { Topology } from '../contracts/topology';
import { edgesOf, type Edge, type Occurrence } from '../domain/genealogy';
import type { Telling } from './material';
import type { Tx } from './pool';

const Lines = z.array(z.object({ lot: z.string(), quantity: z.string() }));
const Row = z.object({
  occurrence: z.string(),
  plant: z.string().nullable(),
  operation: z.string().nullable(),
  work_centre: z.string().nullable(),
  occurred_at: z.date(),
  in: Lines,
  out: Lines,
});

const side = (name: 'in' | 'out') =>
  `coalesce((select jsonb_agg(jsonb_build_object('lot', lot, 'quantity', quantity::text) order by lot) from material_line where fact = told.id and side = '${name}'), '[]') as "${name}"`;

/** Writes the edges that follow from an occurrence that is in force now. @returns those that were not there yet */
export async function addEdges(
  tx: Tx,
  topology: Topology,
  occurrence: string,
  { system, now }: Telling,
): Promise<Edge[]> {
  const told = await occurrencesOfOrder(tx, topology, occurrence);
  const edges = told.filter(({ id }) => id === occurrence).flatMap((one) => edgesOf(one, told));
  if (edges.length === 0) return [];
  const added = await tx.query<{ parent: string; child: string }>({
    name: 'genealogy-add',
    text: `insert into genealogy (parent, child, quantity, occurrence, joined, system, recorded_at)
           select *, $6, $7 from unnest($1::text[], $2::text[], $3::numeric[], $4::text[], $5::text[]) order by 1, 2 on conflict do nothing returning parent, child`,
    values: [
      edges.map(({ parent }) => parent),
      edges.map(({ child }) => child),
      edges.map(({ quantity }) => quantity),
      edges.map((edge) => edge.occurrence),
      edges.map(({ joined }) => joined),
      system,
      now,
    ],
  });
  const fresh = new Set(added.rows.map(({ parent, child }) => `${parent} ${child}`));
  return edges.filter(({ parent, child }) => fresh.has(`${parent} ${child}`));
}

/** The occurrence is no more, and neither are the edges that follow from it. @returns those */
export async function removeEdges(tx: Tx, occurrence: string): Promise<{ parent: string; child: string }[]> {
  const removed = await tx.query<{ parent: string; child: string }>({
    name: 'genealogy-remove',
    text: 'delete from genealogy where occurrence = $1 or joined = $1 returning parent, child',
    values: [occurrence],
  });
  return removed.rows;
}

/** An occurrence, and what else is in force of its order at its plant. */
async function occurrencesOfOrder(tx: Tx, topology: Topology, occurrence: string): Promise<Occurrence[]> {
  const found = await tx.query({
    name: 'occurrence-of-order',
    text: `with one as (
             select production_order, plant from material_fact where occurrence = $1 limit 1
           ), fact as (
             select * from material_fact where occurrence = $1
             union
             select material_fact.* from material_fact join one using (production_order, plant) where kind = 'consumed'
           ), told as (
             select min(id) as id, occurrence, plant, operation, min(work_centre) as work_centre, occurred_at
             from fact group by occurrence, plant, operation, occurred_at having sum(sign) > 0
           )
           select occurrence, plant, operation, work_centre, occurred_at, ${side('in')}, ${side('out')} from told order by id`,
    values: [occurrence],
  });
  return found.rows.map((row) => parse(topology, row));
}

function parse(topology: Topology, row: unknown): Occurrence {
  const { occurrence, plant, operation, work_centre: workCentre, occurred_at: at, ...sides } = Row.parse(row);
  return {
    id: occurrence,
    operation,
    at: at.getTime(),
    postsWithinHours: postsWithin(topology, plant, workCentre, sides.in),
    ...sides,
  };
}

/** The longest of the lines that it may be of: those of its work centre, or of the plant where it names none. */
function postsWithin(
  topology: Topology,
  plant: string | null,
  workCentre: string | null,
  consumed: Occurrence['in'],
): number {
  const items = new Set(consumed.map(({ lot }) => itemOf(lot)));
  const hours = (topology.plants[plant ?? '']?.backflush ?? [])
    .filter((line) => workCentre === null || line.workCentre === workCentre)
    .filter((line) => line.items === undefined || line.items.some((item) => items.has(item)))
    .map((line) => line.hours);
  return Math.max(0, ...hours);
}
