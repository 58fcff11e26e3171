import fc from 'fast-check';

/** A decimal of zero or more, as the contracts take it: at most 18 digits before the point, 9 after. */
export const decimal = fc
  .tuple(fc.bigInt(0n, 10n ** 18n - 1n), fc.integer({ min: 0, max: 999_999_999 }))
  .map(([whole, fraction]) => `${whole}.${String(fraction).padStart(9, '0')}`);

/** A handful of pieces, small enough that sequences exhaust a lot. */
export const pieces = fc.integer({ min: 1, max: 40 }).map((tenths) => (tenths / 10).toFixed(1));
