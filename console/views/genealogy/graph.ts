import type { Genealogy } from '../../client/openapi';
import { sum } from '../../parts/decimal';
import { groupBy } from '../../parts/group';

/** A lot, or many lots of one item at one depth that are shown as one. */
export interface Node {
  readonly id: string;
  readonly item: string;
  /** One: the lot itself. */
  readonly lots: readonly Lot[];
  /** Steps from the lot that is asked about: forward positive, backward negative. */
  readonly depth: number;
  readonly held: number;
}
export type Lot = Omit<Genealogy['nodes'][number], 'depth'> & { readonly depth: number };

export interface Edge {
  readonly from: string;
  readonly to: string;
  /** How much of `from` went in, all lots of the two together; null where units differ. */
  readonly quantity: { readonly value: string; readonly unit: string } | null;
  /** How many edges between lots it stands for. */
  readonly count: number;
}

export interface Graph {
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
}

/** Lots of one item at one depth that are still shown one by one. */
const FEW = 6;
/** Lots of an opened group that are shown one by one. */
const MANY = 40;

/** All lots that were reached, what it was made of before it, what was made of it after it. */
export function lotsOf(backward: Genealogy | null, forward: Genealogy | null): Lot[] {
  const lots = new Map<string, Lot>();
  for (const [genealogy, sign] of [
    [forward, 1],
    [backward, -1],
  ] as const)
    for (const node of genealogy?.nodes ?? [])
      if (!lots.has(node.lot))
        lots.set(node.lot, { ...node, depth: node.depth === 0 ? 0 : node.depth * sign });
  return [...lots.values()].sort((a, b) => a.depth - b.depth || (a.lot < b.lot ? -1 : 1));
}

export const itemOf = (lot: string): string => lot.split(':')[0]!;
export const groupOf = ({ lot, depth }: Pick<Lot, 'lot' | 'depth'>): string => `${itemOf(lot)}@${depth}`;

/**
 * What is drawn: many lots of one item at one depth are one node, unless their group is opened or they are looked for.
 * @param opened names of groups, as `groupOf` gives them
 */
export function collapse(
  lots: readonly Lot[],
  edges: Genealogy['edges'],
  opened: ReadonlySet<string>,
  isSought: (lot: Lot) => boolean,
): Graph {
  const nodes: Node[] = [];
  const nodeOf = new Map<string, string>();
  const put = (id: string, of: readonly Lot[]) => {
    const [first] = of;
    if (!first) return;
    nodes.push({
      id,
      item: itemOf(first.lot),
      lots: of,
      depth: first.depth,
      held: of.filter(({ held }) => held).length,
    });
    for (const { lot } of of) nodeOf.set(lot, id);
  };
  for (const [group, of] of groupBy(lots, groupOf)) {
    const singly =
      of.length <= FEW ? of : [...of.filter(isSought), ...(opened.has(group) ? heldFirst(of) : [])];
    const shown = new Set(singly.slice(0, Math.max(MANY, of.length <= FEW ? FEW : 0)));
    for (const lot of shown) put(lot.lot, [lot]);
    put(
      group,
      of.filter((lot) => !shown.has(lot)),
    );
  }
  return { nodes, edges: between(edges, nodeOf) };
}

const heldFirst = (lots: readonly Lot[]): Lot[] =>
  lots.toSorted((a, b) => Number(b.held) - Number(a.held) || (a.lot < b.lot ? -1 : 1));

function between(edges: Genealogy['edges'], nodeOf: ReadonlyMap<string, string>): Edge[] {
  const ends = edges.flatMap((edge) => {
    const [from, to] = [nodeOf.get(edge.from), nodeOf.get(edge.to)];
    return from === undefined || to === undefined || from === to ? [] : [{ ...edge, from, to }];
  });
  return [...groupBy(ends, ({ from, to }) => `${from} ${to}`).values()].map((of) => {
    const { from, to, quantity } = of[0]!;
    const isOneUnit = of.every((edge) => edge.quantity.unit === quantity.unit);
    return {
      from,
      to,
      count: of.length,
      quantity: isOneUnit ? { value: sum(of.map((edge) => edge.quantity.value)), unit: quantity.unit } : null,
    };
  });
}
