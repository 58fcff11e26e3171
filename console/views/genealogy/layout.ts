import type { Edge, Graph, Node } from './graph';

export const WIDTH = 196;
export const HEIGHT = 52;
const COLUMN = WIDTH + 120;
const ROW = HEIGHT + 16;
const MARGIN = 16;
/** Orders settle after a few turns; more do not show. */
const TURNS = 4;

export interface Placed extends Node {
  readonly x: number;
  readonly y: number;
}
export interface Layout {
  readonly nodes: readonly Placed[];
  readonly edges: readonly (Edge & { readonly a: Placed; readonly b: Placed })[];
  readonly width: number;
  readonly height: number;
}

/**
 * Columns by depth, what it was made of at the left; within a column each node is near the middle of what it is tied to
 * (Sugiyama's barycentres), so that few edges cross.
 */
export function layOut({ nodes, edges }: Graph): Layout {
  const depths = [...new Set(nodes.map(({ depth }) => depth))].sort((a, b) => a - b);
  const columns = depths.map((depth) => nodes.filter((node) => node.depth === depth));
  const neighbours = new Map<string, string[]>(nodes.map(({ id }) => [id, []]));
  for (const { from, to } of edges) {
    neighbours.get(from)?.push(to);
    neighbours.get(to)?.push(from);
  }
  const heights = new Map<string, number>();
  const tallest = Math.max(1, ...columns.map(({ length }) => length));
  const stand = (column: readonly Node[]) =>
    column.forEach(({ id }, index) => heights.set(id, (tallest - column.length) / 2 + index));
  columns.forEach(stand);
  for (let turn = 0; turn < TURNS; turn++)
    for (const column of turn % 2 === 0 ? columns : columns.toReversed()) {
      column.sort((a, b) => middle(a, neighbours, heights) - middle(b, neighbours, heights));
      stand(column);
    }
  const placed = new Map(
    columns.flatMap((column, index) =>
      column.map((node) => [
        node.id,
        { ...node, x: MARGIN + index * COLUMN, y: MARGIN + heights.get(node.id)! * ROW },
      ]),
    ),
  );
  return {
    nodes: [...placed.values()],
    edges: edges.map((edge) => ({ ...edge, a: placed.get(edge.from)!, b: placed.get(edge.to)! })),
    width: 2 * MARGIN + (columns.length - 1) * COLUMN + WIDTH,
    height: 2 * MARGIN + (tallest - 1) * ROW + HEIGHT,
  };
}

function middle(
  { id }: Node,
  neighbours: ReadonlyMap<string, readonly string[]>,
  heights: ReadonlyMap<string, number>,
): number {
  const tied = neighbours.get(id)!;
  if (tied.length === 0) return heights.get(id)!;
  return tied.reduce((total, one) => total + heights.get(one)!, 0) / tied.length;
}
