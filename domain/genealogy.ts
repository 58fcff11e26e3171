import type { DecimalText } from './decimal';

export interface LotQuantity {
  readonly lot: string;
  readonly quantity: DecimalText;
}

/** What went into something and what came out of it, once; either may have been told by another event. */
export interface Occurrence {
  /** Names it by its content: the same for every telling of it. */
  readonly id: string;
  readonly operation: string | null;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Hours after which the line posts at the latest what it has consumed; 0 where it posts at once. */
  readonly postsWithinHours: number;
  readonly in: readonly LotQuantity[];
  readonly out: readonly LotQuantity[];
}

export interface Edge {
  readonly parent: string;
  readonly child: string;
  /** Of the parent, in its unit: what went into the occurrence, for all that came out of it together. */
  readonly quantity: DecimalText;
  /** The occurrence that says what went in. */
  readonly occurrence: string;
  /** The one that says what came out, where that is another. */
  readonly joined: string | null;
}

const HOUR_MS = 3_600_000;

/**
 * Whether what `consumption` took went into what `production` made, when two events tell the two: one of them leaves its
 * other side open, no operation contradicts, and nothing was made before it was consumed, but for the time within which a
 * line that consumes by backflush posts. Both are of one order at one plant. Rather too much than too little is joined:
 * what is not may escape a hold.
 */
export function isJoined(consumption: Occurrence, production: Occurrence): boolean {
  const isOpen = consumption.out.length === 0 || production.in.length === 0;
  const { operation } = consumption;
  const isSameOperation =
    operation === null || production.operation === null || operation === production.operation;
  return (
    consumption.id !== production.id &&
    isOpen &&
    isSameOperation &&
    consumption.at - consumption.postsWithinHours * HOUR_MS <= production.at
  );
}

/** The edges that follow from one occurrence: of itself, and with others of its order. */
export function edgesOf(one: Occurrence, others: readonly Occurrence[]): Edge[] {
  return [
    ...edgesBetween(one, one, null),
    ...others.flatMap((other) => [
      ...(isJoined(one, other) ? edgesBetween(one, other, other.id) : []),
      ...(isJoined(other, one) ? edgesBetween(other, one, one.id) : []),
    ]),
  ];
}

/** A lot that went back into itself (rework, a merge into one of the lots) is not made from itself. */
const edgesBetween = (from: Occurrence, to: Occurrence, joined: string | null): Edge[] =>
  from.in.flatMap(({ lot: parent, quantity }) =>
    to.out.flatMap(({ lot: child }) =>
      parent === child ? [] : [{ parent, child, quantity, occurrence: from.id, joined }],
    ),
  );

/** Lots by how many steps they are from the root, shortest way; the root is 0, lots that are not reached are left out. */
export function depthsFrom(
  root: string,
  edges: readonly { from: string; to: string }[],
  direction: 'forward' | 'backward',
): Map<string, number> {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) {
    const [near, far] = direction === 'forward' ? [from, to] : [to, from];
    const list = next.get(near);
    if (list) list.push(far);
    else next.set(near, [far]);
  }
  const depths = new Map([[root, 0]]);
  // A map goes on over what is added to it meanwhile: breadth first.
  for (const [lot, depth] of depths)
    for (const far of next.get(lot) ?? []) if (!depths.has(far)) depths.set(far, depth + 1);
  return depths;
}

/**
 * Lots that were made, over some steps, from themselves (or lie between two such): what is left when lots without a parent,
 * and lots of which nothing was made, are taken away again and again.
 */
export function loopsIn(edges: readonly { from: string; to: string }[]): string[] {
  let left = edges;
  for (;;) {
    const made = new Set(left.map(({ to }) => to));
    const used = new Set(left.map(({ from }) => from));
    const rest = left.filter(({ from, to }) => made.has(from) && used.has(to));
    if (rest.length === left.length) return [...new Set(left.flatMap(({ from, to }) => [from, to]))].sort();
    left = rest;
  }
}
