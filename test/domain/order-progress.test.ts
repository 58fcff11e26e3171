import fc from 'fast-check';
import { PROGRESS_STATES } from '../../contracts/production-order';
import { merged, stateOfWord, type OrderProgress } from '../../domain/order-progress';

const total = fc.integer({ min: 0, max: 100_000 }).map((hundredths) => String(hundredths / 100));
const report: fc.Arbitrary<OrderProgress> = fc.record({
  state: fc.constantFrom(...PROGRESS_STATES),
  good: total,
  scrapped: total,
});
const NOTHING: OrderProgress = { state: 'released', good: '0', scrapped: '0' };

describe('reports of the shop floor', () => {
  it('come to the same, whatever their order and however often they are told', () => {
    const told = fc
      .array(report, { minLength: 1, maxLength: 12 })
      .chain((reports) =>
        fc.tuple(
          fc.constant(reports),
          fc.shuffledSubarray([...reports, ...reports], { minLength: 2 * reports.length }),
        ),
      );
    fc.assert(
      fc.property(told, ([once, again]) => {
        expect(again.reduce(merged, NOTHING)).toEqual(once.reduce(merged, NOTHING));
      }),
    );
  });

  it('never make a total smaller, nor a state earlier', () => {
    fc.assert(
      fc.property(report, report, (a, b) => {
        const after = merged(a, b);
        expect(Number(after.good)).toBe(Math.max(Number(a.good), Number(b.good)));
        expect(Number(after.scrapped)).toBe(Math.max(Number(a.scrapped), Number(b.scrapped)));
        expect(PROGRESS_STATES.indexOf(after.state)).toBe(
          Math.max(PROGRESS_STATES.indexOf(a.state), PROGRESS_STATES.indexOf(b.state)),
        );
      }),
    );
  });

  it.each([
    ['released', 'released'],
    ['Queued', 'released'],
    ['in progress', 'in-progress'],
    ['running', 'in-progress'],
    ['COMPLETED', 'completed'],
    ['closed ', 'completed'],
  ])('a MES that says %s means %s', (word, state) => {
    expect(stateOfWord(word)).toBe(state);
  });
});
