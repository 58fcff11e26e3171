import fc from 'fast-check';
import { opensFor, ranOut, restOf, usableOf, use, type Concession } from '../../domain/concession';
import { add, compare, smaller } from '../../domain/decimal';

const AT = '2026-11-03T06:40:00.000Z';
const concession = (changes: Partial<Concession> = {}): Concession => ({
  hold: 'QH-1',
  quantity: '70',
  used: '0',
  left: '0',
  maxQuantity: null,
  expiresAt: null,
  orders: [],
  customers: [],
  ...changes,
});
const NOBODY = { order: null, customer: null };

describe('a concession', () => {
  it.each([
    ['that names nobody is for all', {}, NOBODY, '70'],
    ['for a customer is for that one', { customers: ['A'] }, { order: null, customer: 'A' }, '70'],
    ['for a customer is not for another', { customers: ['A'] }, { order: null, customer: 'B' }, '0'],
    ['for a customer is not for whoever does not say', { customers: ['A'] }, NOBODY, '0'],
    [
      'for an order and a customer wants both',
      { orders: ['O'], customers: ['A'] },
      { order: 'O', customer: 'B' },
      '0',
    ],
    ['for many is for no more than it says', { maxQuantity: '40', used: '15' }, NOBODY, '25'],
    ['is for no more than is in the lot', { left: '60' }, NOBODY, '10'],
    ['is over at the instant at which it expires', { expiresAt: AT }, NOBODY, '0'],
  ] as const)('%s', (_what, changes, whom, opens) => {
    const { orders = [], customers = [], ...rest } = changes as Partial<Concession>;
    const given = concession({ ...rest, orders: [...orders], customers: [...customers] });
    expect(opensFor(given, whom, AT)).toBe(opens);
  });

  it.each([
    [{ expiresAt: AT }, 'expired'],
    [{ maxQuantity: '40', used: '40' }, 'used-up'],
    [{ used: '70' }, 'used-up'],
    [{ maxQuantity: '40', used: '39' }, null],
  ] as const)('%j: over because it is %s', (changes, why) => {
    expect(ranOut(concession(changes), AT)).toBe(why);
  });

  it('is never used by more than it allows, and always for as much as is asked where it may be', () => {
    const uses = fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.boolean()), { maxLength: 8 });
    const most = fc.option(fc.integer({ min: 1, max: 90 }));
    fc.assert(
      fc.property(uses, most, (asked, max) => {
        let now = concession({ maxQuantity: max === null ? null : String(max) });
        let taken = '0';
        for (const [quantity, leaves] of asked) {
          const before = usableOf(now);
          const after = use(now, String(quantity), leaves);
          expect(after.taken).toBe(smaller(String(quantity), before));
          now = after.concession;
          taken = add(taken, after.taken);
        }
        expect(now.used).toBe(taken);
        expect(compare(taken, smaller(now.maxQuantity ?? '70', '70'))).toBeLessThanOrEqual(0);
        expect(compare(usableOf(now), restOf(now))).toBeLessThanOrEqual(0);
      }),
    );
  });
});
