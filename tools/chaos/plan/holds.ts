import fc from 'fast-check';

export const PLANTS = ['lyon', 'monterrey'] as const;
export type Plant = (typeof PLANTS)[number];

/** Pieces in a lot of chaos's own. */
export const PIECES = 100;

/** What becomes of a lot under a hold, in this order; `pieces` null: all that are undecided then. */
export interface PlannedDecision {
  readonly decision: 'release' | 'use-as-is' | 'sort' | 'scrap' | 'rework' | 'return-to-supplier';
  readonly pieces: number | null;
}

export interface PlannedHold {
  readonly plant: Plant;
  /** Milliseconds after the start. */
  readonly at: number;
  /** Numbers of the plant's shared lots; none: the hold has `ownLots` to itself. */
  readonly sharedLots: readonly number[];
  readonly ownLots: number;
  /** Milliseconds from its placing to the first decision. */
  readonly decidedAfter: number;
  /** Of each lot. */
  readonly decisions: readonly PlannedDecision[];
}

const all = (decision: PlannedDecision['decision']): PlannedDecision => ({ decision, pieces: null });
const some = (decision: PlannedDecision['decision'], pieces: number): PlannedDecision => ({
  decision,
  pieces,
});

/** How a hold ends. One that other holds share its lots with takes out little, so that all of them together never ask for more than there is. */
const SHARED: readonly (readonly PlannedDecision[])[] = [
  [],
  [all('release')],
  [all('release')],
  [all('use-as-is')],
  [some('scrap', 3), all('release')],
  [some('release', 40), all('release')],
];
const OWN: readonly (readonly PlannedDecision[])[] = [
  ...SHARED,
  [some('release', 40)],
  [some('scrap', 10)],
  [all('sort'), all('release')],
  [some('rework', 20), all('release')],
  [some('return-to-supplier', 15), all('use-as-is')],
  [all('scrap')],
];

/** How many lots of each plant are shared by holds. */
export const sharedLotsFor = (holds: number): number => Math.max(2, Math.ceil(holds / 10));

export const holds = (count: number, milliseconds: number): fc.Arbitrary<PlannedHold[]> => {
  const common = {
    plant: fc.constantFrom(...PLANTS),
    // The last of them still meets what is broken.
    at: fc.integer({ min: 0, max: Math.floor(milliseconds * 0.85) }),
    decidedAfter: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1_000, max: 20_000 })),
  };
  const lot = fc.nat({ max: sharedLotsFor(count) - 1 });
  const sharing = fc.record({
    ...common,
    sharedLots: fc.uniqueArray(lot, { minLength: 1, maxLength: 2 }),
    ownLots: fc.constant(0),
    decisions: fc.constantFrom(...SHARED),
  });
  const alone = fc.record({
    ...common,
    sharedLots: fc.constant([]),
    ownLots: fc.constantFrom(1, 1, 2, 4),
    decisions: fc.constantFrom(...OWN),
  });
  return fc
    .array(fc.oneof(sharing, alone), { minLength: count, maxLength: count })
    .map((planned) => planned.sort((a, b) => a.at - b.at));
};
