import { clearUp } from './e/change';
import { AFTER_THE_PIVOT, BEFORE_THE_PIVOT, play, type Row, rowsOf } from './e/failing-step';
import { impatientStack } from './e/impatient';
import type { TestStack } from '../support/stack';

/**
 * A stop of starts that was read and not acknowledged is read again when no free of before can overtake it any more (H2):
 * rows about starts take an item whose starts were not resumed just now.
 */
const itemOf = ({ operations, turn }: Row) =>
  operations('mes').includes('start-stop') ? ['PIN-10', 'BAR-3', 'SHEET-4', 'ADH-1'][turn]! : 'PLATE-7';

describe('E2 every step fails in every class', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await impatientStack('steps');
  });
  afterEach(() => clearUp(stack));

  it.each(rowsOf(BEFORE_THE_PIVOT))('E2 before the pivot: $title', (row) => play(stack, itemOf(row), row));
  it.each(rowsOf(AFTER_THE_PIVOT))('E2 after the pivot: $title', (row) => play(stack, itemOf(row), row));
});
