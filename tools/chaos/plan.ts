import fc from 'fast-check';
import { changes, type PlannedChange } from './plan/changes';
import { faults, type PlannedFault } from './plan/faults';
import { holds, type PlannedHold } from './plan/holds';
import { kills, type PlannedKill } from './plan/kills';

/** How much is played, and how long things are broken meanwhile. */
export interface Size {
  readonly holds: number;
  readonly changes: number;
  readonly seconds: number;
}

/** Everything that is done to a stack, decided beforehand: what comes of it depends on the machine, the plan does not. */
export interface Plan extends Size {
  readonly seed: number;
  readonly planned: {
    readonly holds: readonly PlannedHold[];
    readonly changes: readonly PlannedChange[];
    readonly faults: readonly PlannedFault[];
    readonly kills: readonly PlannedKill[];
  };
}

/** The same seed and size give the same plan. */
export function planOf(seed: number, size: Size): Plan {
  const milliseconds = size.seconds * 1000;
  const all = fc.record({
    holds: holds(size.holds, milliseconds),
    changes: changes(size.changes, milliseconds),
    faults: faults(milliseconds),
    kills: kills(milliseconds),
  });
  // Without bias: an arbitrary made for finding bugs in functions prefers small values, and every hold would come at once.
  const [planned] = fc.sample(fc.noBias(all), { seed, numRuns: 1 });
  return { ...size, seed, planned: planned! };
}
