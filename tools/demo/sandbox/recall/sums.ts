import { ACCOUNT_FIELDS, type Hold } from '../../../../contracts/hold';
import { add, compare } from '../../../../domain/decimal';
import type { Demo } from '../../demo';
import { holdWhen } from '../../holds';
import { good } from '../../http';
import type { Word } from '../picture';
import { STOCK_SYSTEMS } from './cast';

const SHOWN = ['released', 'reworked', 'scrapped', 'escaped', 'undecided', 'pending'] as const;

/** Sums, exact in every system: what the ledger accounts for is what each of them counts. */
export async function recallAddsUp(demo: Demo, { id }: Hold): Promise<void> {
  const { page, checks } = demo;
  page.chapter('The recall adds up, in every system');
  const { lots } = await holdWhen(demo, id, 'every system has let go', ({ targets }) =>
    targets.every(({ generation, observedGeneration }) => generation === observedGeneration),
  );
  page.table(
    ['lot', 'held', ...SHOWN],
    lots.map((one) => [one.lot, one.quantity, ...SHOWN.map((column) => one[column])]),
    ['held', ...SHOWN],
  );
  checks.that(
    'H6',
    lots.every(
      (one) =>
        compare(add(one.quantity, one.adjusted), add('0', ...ACCOUNT_FIELDS.map((column) => one[column]))) ===
        0,
    ),
    `Quantities of all ${lots.length} lots of the recall add up.`,
  );
  const said = await Promise.all(
    Object.keys(STOCK_SYSTEMS).map(async (system) => {
      const { body } = await good(
        `What ${system} knows`,
        demo.control(system).get<{ lots: Record<string, Word> }>('/_sandbox/state'),
      );
      return { system, lots: body.lots };
    }),
  );
  const differing = lots.flatMap((one) => {
    const left = add(one.released, one.reworked);
    return said.flatMap(({ system, lots: known }) => {
      const word = known[one.lot];
      if (!word || (compare(word.quantity, '0') === 0 && compare(word.scrapped, '0') === 0)) return [];
      return compare(word.quantity, left) === 0 &&
        compare(word.scrapped, one.scrapped) === 0 &&
        word.held === '0'
        ? []
        : [`${one.lot} in ${system}: ${word.quantity}, scrapped ${word.scrapped}, held ${word.held}`];
    });
  });
  checks.same(
    'H6',
    differing,
    [],
    `${Object.values(STOCK_SYSTEMS).join(', ')} each count of every lot what was cleared or rebuilt, and what was scrapped; none holds any.`,
  );
}
