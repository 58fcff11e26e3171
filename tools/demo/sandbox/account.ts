import { ACCOUNT_FIELDS, type Hold } from '../../../contracts/hold';
import { add, compare } from '../../../domain/decimal';
import type { Demo } from '../demo';

const SHOWN = ['released', 'scrapped', 'undecided', 'pending', 'escaped'] as const;

/** Every piece accounted for, in the hold's own account of each lot. */
export function account({ page, checks }: Demo, { lots }: Hold): void {
  page.chapter('Every pin accounted for');
  page.table(
    ['lot', 'held', ...SHOWN],
    lots.map((one) => [one.lot, one.quantity, ...SHOWN.map((column) => one[column])]),
    ['held', ...SHOWN],
  );
  const sums = lots.map((one) => ({
    lot: one.lot,
    held: add(one.quantity, one.adjusted),
    accounted: add('0', ...ACCOUNT_FIELDS.map((column) => one[column])),
  }));
  checks.that(
    'H6',
    sums.every(({ held, accounted }) => compare(held, accounted) === 0),
    `Quantities add up: ${sums.map(({ lot, held, accounted }) => `${lot} ${held} held, ${accounted} accounted for`).join('; ')}.`,
  );
}
