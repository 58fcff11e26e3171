/** A hold as the model has it: pieces that it is over, and how many of these it still keeps; nobody knows which. */
export interface ModelHold {
  readonly over: ReadonlySet<number>;
  readonly keeps: number;
}

/**
 * The most pieces that these holds may keep between them, whichever of theirs each keeps: a maximum flow from holds to pieces,
 * found by augmenting paths (Ford and Fulkerson, 1956).
 */
export function mostKept(holds: readonly ModelHold[]): number {
  const keptBy = new Map<number, number>();
  const take = (hold: number, tried: Set<number>): boolean => {
    for (const piece of holds[hold]!.over) {
      if (tried.has(piece)) continue;
      tried.add(piece);
      const other = keptBy.get(piece);
      if (other === hold) continue;
      if (other === undefined || take(other, tried)) {
        keptBy.set(piece, hold);
        return true;
      }
    }
    return false;
  };
  holds.forEach(({ keeps }, hold) => {
    for (let kept = 0; kept < keeps; kept++) if (!take(hold, new Set())) break;
  });
  return keptBy.size;
}
