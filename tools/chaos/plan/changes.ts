import fc from 'fast-check';

/** Items that both plants keep. Changes of one item follow each other; items go side by side. */
export const ITEMS = ['PLATE-7', 'BRACKET-100', 'BAR-3', 'SHEET-4', 'ADH-1', 'PIN-10'] as const;
export type Item = (typeof ITEMS)[number];

export interface PlannedChange {
  readonly item: Item;
  /** Milliseconds after the start before which it is not asked for. */
  readonly at: number;
  readonly policy: 'plant-by-plant' | 'all-or-nothing';
  /** Withdrawn so many milliseconds after it was accepted; null: never. */
  readonly withdrawnAfter: number | null;
  /** What is asked for beside it: the same change once more, or another of the same item. */
  readonly rival: 'same' | 'other' | null;
}

export const changes = (count: number, milliseconds: number): fc.Arbitrary<PlannedChange[]> =>
  fc
    .array(
      fc.record({
        item: fc.constantFrom(...ITEMS),
        at: fc.integer({ min: 0, max: Math.floor(milliseconds * 0.8) }),
        policy: fc.constantFrom(
          'plant-by-plant' as const,
          'plant-by-plant' as const,
          'all-or-nothing' as const,
        ),
        withdrawnAfter: fc.oneof(
          fc.constant(null),
          fc.constant(null),
          fc.integer({ min: 0, max: 500 }),
          fc.integer({ min: 500, max: 8_000 }),
        ),
        rival: fc.constantFrom(null, null, 'same' as const, 'other' as const),
      }),
      { minLength: count, maxLength: count },
    )
    .map((planned) => planned.sort((a, b) => a.at - b.at));
