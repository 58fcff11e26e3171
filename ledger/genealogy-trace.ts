import type { Pool } from 'pg';
import { z } from 'zod';
import {
  GenealogyEdge,
  GenealogyNode,
  MAX_NODES,
  type Direction,
  type Genealogy,
} from '../contracts/genealogy';
import { depthsFrom, loopsIn } from '../domain/genealogy';
import { gapsOf, loopGap } from './genealogy-gaps';
import type { Tx } from './pool';
import { reading } from './transaction';
import { decimal, quantity, utc } from './view';

const Traced = z.object({
  nodes: z.array(GenealogyNode.omit({ depth: true })),
  edges: z.array(GenealogyEdge),
});

/** Where most of a lot `lot` lies, in transit from there included; else where it was made last. */
const PLANT = `coalesce(
  (select plant from stock where stock.lot = lot.lot order by stock.quantity desc, plant limit 1),
  (select fact.plant from material_line line join material_fact fact on fact.id = line.fact where line.lot = lot.lot and line.side = 'out' order by fact.id desc limit 1))`;

/** The nearest lots over any depth, and the edges between them; a loop ends where it began. */
const trace = (near: string, far: string) => `
  with recursive reached (lot) as (
    select $1::text
    union
    select genealogy.${far} from genealogy join reached on genealogy.${near} = reached.lot
  ), node as (
    select lot from reached limit $2
  ), edge as (
    select parent, child, system, occurrence, max(quantity) as quantity, min(recorded_at) as recorded_at, bool_and(joined is not null) as joined
    from genealogy where ${near} in (select lot from node) and ${far} in (select lot from node)
    group by parent, child, system, occurrence
  ), total as (
    select parent, child, system, sum(quantity) as quantity, min(recorded_at) as recorded_at, bool_and(joined) as joined,
      coalesce((select unit from material_line line join material_fact fact on fact.id = line.fact
        where fact.occurrence = min(edge.occurrence) and line.lot = parent and line.side = 'in' limit 1), (select unit from lot where lot.lot = parent)) as unit
    from edge group by parent, child, system
  )
  select coalesce((select jsonb_agg(jsonb_build_object('lot', lot.lot, 'plant', ${PLANT}, 'quantity', ${quantity('lot.quantity', 'lot.unit')},
      'held', exists (select from hold_lot join hold on hold.id = hold_lot.hold where hold_lot.lot = lot.lot and covers and hold.state <> 'closed')))
      from node join lot using (lot)), '[]') as nodes,
    coalesce((select jsonb_agg(jsonb_build_object('from', parent, 'to', child, 'quantity', jsonb_build_object('value', ${decimal('quantity')}, 'unit', unit),
      'system', system, 'recordedAt', ${utc('recorded_at')}, 'joined', joined) order by parent, child, system) from total), '[]') as edges`;

const TRACE = { forward: trace('parent', 'child'), backward: trace('child', 'parent') };

/**
 * What was made of a lot, or what it was made of, over any depth in one query, and what is missing in it or contradicts.
 * At most MAX_NODES lots, the nearest.
 * @returns null where nobody knows the lot
 */
export const genealogyOf = (pool: Pool, lot: string, direction: Direction): Promise<Genealogy | null> =>
  reading(pool, (tx) => traceIn(tx, lot, direction));

async function traceIn(tx: Tx, lot: string, direction: Direction): Promise<Genealogy | null> {
  const found = await tx.query({
    name: `genealogy-${direction}`,
    text: TRACE[direction],
    values: [lot, MAX_NODES + 1],
  });
  const { nodes: reached, edges: all } = Traced.parse(found.rows[0]);
  if (reached.length === 0) return null;
  const depths = depthsFrom(lot, all, direction);
  const nodes = reached
    .map((node) => ({ ...node, depth: depths.get(node.lot) ?? 0 }))
    .sort((a, b) => a.depth - b.depth || (a.lot < b.lot ? -1 : 1));
  const complete = nodes.length <= MAX_NODES;
  const shown = nodes.slice(0, MAX_NODES);
  const names = new Set(shown.map((node) => node.lot));
  const edges = all.filter(({ from, to }) => names.has(from) && names.has(to));
  const gaps = await gapsOf(tx, [...names]);
  return {
    lot,
    direction,
    nodes: shown,
    edges,
    gaps: [...gaps, ...loopsIn(edges).map(loopGap)],
    complete,
  };
}
