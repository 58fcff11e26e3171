import fc from 'fast-check';
import { DECISIONS } from '../../contracts/disposition';
import {
  adjust,
  canDecide,
  containing,
  coverAgain,
  decide,
  FREES,
  gated,
  grow,
  opened,
  reverse,
  startFreeing,
  takenElsewhere,
  verify,
  type Account,
} from '../../domain/account';
import { add, compare } from '../../domain/decimal';
import { pieces } from './arbitraries';

const SUM = [
  'undecided',
  'pending',
  'released',
  'reworked',
  'repaired',
  'regraded',
  'scrapped',
  'usedAsIs',
  'returned',
  'escaped',
  'elsewhere',
] as const;

/** H6's equation, and no figure below zero. */
function expectToAddUp(account: Account): void {
  expect(add(...SUM.map((column) => account[column]))).toBe(add(account.quantity, account.adjusted));
  for (const column of [...SUM, 'freeing'] as const)
    expect(compare(account[column], '0')).toBeGreaterThanOrEqual(0);
  expect(compare(account.freeing, account.pending)).toBeLessThanOrEqual(0);
}

/** One entry of any kind; `which` picks among the decisions that are open. */
const entry = fc.record({
  kind: fc.constantFrom('decide', 'start', 'verify', 'reverse', 'grow', 'adjust', 'lose', 'elsewhere'),
  decision: fc.constantFrom(...DECISIONS),
  quantity: pieces,
  which: fc.nat(),
});

interface Open {
  readonly decision: (typeof DECISIONS)[number];
  readonly quantity: string;
  readonly executing: boolean;
}

describe('the account of a lot under a hold', () => {
  it('adds up after any sequence of entries', () => {
    fc.assert(
      fc.property(pieces, fc.array(entry, { maxLength: 60 }), (quantity, entries) => {
        let account = opened(quantity);
        let open: Open[] = [];
        for (const { kind, decision, quantity: amount, which } of entries) {
          const one = open[which % Math.max(open.length, 1)];
          const others = open.filter((other) => other !== one);
          if (kind === 'decide' && canDecide(account, amount)) {
            account = decide(account, amount);
            open = [...open, { decision, quantity: amount, executing: false }];
          } else if (kind === 'start' && one?.executing === false) {
            if (FREES.includes(one.decision)) account = startFreeing(account, one.quantity);
            open = [...others, { ...one, executing: true }];
          } else if (kind === 'verify' && one?.executing) {
            account = verify(account, one.decision, one.quantity);
            open = others;
          } else if (kind === 'reverse' && one) {
            account = reverse(account, one.decision, one.quantity, one.executing);
            open = others;
          } else if (kind === 'grow') account = grow(account, amount);
          else if (kind === 'adjust') account = adjust(account, amount);
          else if (kind === 'lose' && canDecide(account, amount)) account = adjust(account, `-${amount}`);
          else if (kind === 'elsewhere') account = takenElsewhere(account, amount);
          expectToAddUp(account);
        }
        expect(add('0', ...open.map((one) => one.quantity))).toBe(account.pending);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps what is pending behind the gate, though systems are asked to let it go', () => {
    const executing = startFreeing(decide(opened('70'), '30'), '30');
    expect(gated(executing)).toBe('70');
    expect(containing(executing)).toBe('40');
    const verified = verify(executing, 'release', '30');
    expect(gated(verified)).toBe('40');
    expect(containing(verified)).toBe('40');
    expect(verified).toMatchObject({ undecided: '40', pending: '0', freeing: '0', released: '30' });
  });

  it('gives a sorted quantity back to be decided', () => {
    expect(verify(decide(opened('70'), '70'), 'sort', '70')).toMatchObject({ undecided: '70', pending: '0' });
  });

  it('gives a reversed quantity back, and holds again what was being let go', () => {
    const executing = startFreeing(decide(opened('70'), '30'), '30');
    const back = reverse(executing, 'release', '30', true);
    expect(back).toMatchObject({ undecided: '70', pending: '0', freeing: '0' });
    expect(containing(back)).toBe('70');
  });

  it('does not decide more than is undecided', () => {
    const account = decide(opened('70'), '69.5');
    expect(canDecide(account, '0.5')).toBe(true);
    expect(canDecide(account, '0.500000001')).toBe(false);
  });

  it('lets another hold take no more than is undecided', () => {
    expect(takenElsewhere(decide(opened('70'), '60'), '20')).toMatchObject({
      undecided: '0',
      pending: '60',
      elsewhere: '10',
    });
  });

  it('covers again what was let go and stayed in the lot, and what it did not cover', () => {
    const released = verify(startFreeing(decide(opened('70'), '30'), '30'), 'release', '30');
    const scrapped = verify(decide(released, '10'), 'scrap', '10');
    const again = coverAgain(scrapped, '60');
    expect(again).toMatchObject({ quantity: '70', undecided: '60', released: '0', scrapped: '10' });
    expectToAddUp(again);
    expect(coverAgain(opened('70'), '70')).toEqual(opened('70'));
    expect(coverAgain(opened('1'), null)).toEqual(opened('1'));
    expect(coverAgain(opened('1'), '70')).toEqual(opened('70'));
  });

  it('refuses an adjustment beyond what is undecided, in words', () => {
    expect(() => adjust(decide(opened('70'), '60'), '-11')).toThrow(
      'an adjustment by -11 exceeds what is undecided (10)',
    );
  });
});
