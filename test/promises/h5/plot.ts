import type { Random } from '../h4/random';

/** Something that happened to material; lots and orders are numbers until a world names them. */
export interface Deed {
  readonly kind: 'consumed' | 'split' | 'merged';
  readonly order: number;
  readonly operation: string | null;
  readonly hour: number;
  readonly in: readonly number[];
  readonly out: readonly number[];
}

/** One step of a plot: a system tells a deed, or takes it back, under an event id; or a person places a hold. */
export type Step =
  | { readonly what: 'tell'; readonly deed: Deed; readonly isReversal: boolean; readonly event: number }
  | { readonly what: 'hold'; readonly lots: readonly number[] };

export const LOTS = 8;
/** Order 0 is made on a line that posts what it consumed within so many hours; order 1 is not. */
export const POSTS_WITHIN_HOURS = 3;

const some = (random: Random, most: number): number[] =>
  Array.from({ length: random.between(0, most) }, () => random.between(0, LOTS - 1));

function deed(random: Random): Deed {
  const kind = random.pick(['consumed', 'consumed', 'consumed', 'split', 'merged'] as const)!;
  const [into, out] = [some(random, 2), some(random, 2)];
  const isOpen = kind === 'consumed' && into.length + out.length > 0;
  return {
    kind,
    order: random.between(0, 1),
    operation: random.pick([null, '10', '20'])!,
    hour: random.between(0, 9),
    in: into.length > 0 || isOpen ? into : [random.between(0, LOTS - 1)],
    out: out.length > 0 || isOpen ? out : [random.between(0, LOTS - 1)],
  };
}

/** Every deed told once or more, some taken back, some sent again under the same id; holds in between; in any order. */
export function plotOf(random: Random, reversals: boolean): Step[] {
  const steps: Step[] = [];
  let event = 0;
  for (let deeds = random.between(5, 10); deeds > 0; deeds--) {
    const done = deed(random);
    const isTakenBack = done.kind === 'consumed' && reversals && random.chance(0.3);
    const tellings = [false, ...(random.chance(0.2) ? [false] : []), ...(isTakenBack ? [true] : [])];
    for (const isReversal of tellings) {
      const step = { what: 'tell', deed: done, isReversal, event: event++ } as const;
      steps.push(step, ...(random.chance(0.1) ? [step] : []));
    }
  }
  for (let holds = random.between(1, 3); holds > 0; holds--)
    steps.push({ what: 'hold', lots: [random.between(0, LOTS - 1), ...some(random, 1)] });
  return shuffled(steps, random);
}

function shuffled<T>(values: readonly T[], random: Random): T[] {
  const all = [...values];
  for (let last = all.length - 1; last > 0; last--) {
    const other = random.between(0, last);
    [all[last], all[other]] = [all[other]!, all[last]!];
  }
  return all;
}
