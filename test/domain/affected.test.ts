import type { OpenObject } from '../../contracts/assessment';
import { CHANGE_DECISIONS, OBJECTS, type Classes } from '../../contracts/engineering-change';
import { decidable, decideByRule, isStale, openOfOld } from '../../domain/affected';
import { pack } from './change-package';

const NONE: Classes = { inStock: null, inProgress: null, onOrder: null };
const object = (changes: Partial<OpenObject> = {}): OpenObject => ({
  object: 'stock',
  id: 'PIN-10:L-0417',
  item: 'PIN-10',
  revision: 'B',
  quantity: '70',
  unit: 'EA',
  made: null,
  ...changes,
});

describe('what of the old revision is open', () => {
  it('is of an item in the change, and not of its new revision', () => {
    const objects = [
      object(),
      object({ id: 'PIN-10:L-0300', revision: 'A' }),
      object({ id: 'PIN-10:L-0500', revision: 'C' }),
      object({ id: 'PLATE-7:L-1', item: 'PLATE-7' }),
    ];
    expect(openOfOld(pack(), objects).map(({ id }) => id)).toEqual(['PIN-10:L-0417', 'PIN-10:L-0300']);
  });

  it.each([
    ['stock', 'sort', 'class in stock'],
    ['order', 'finish-on-old', 'class in progress'],
    ['purchase', 'use-up', 'class on order'],
  ] as const)('is decided by the package: %s, %s', (kind, decision, by) => {
    expect(decideByRule(object({ object: kind }), 'lyon', pack().classes, [])).toEqual({ decision, by });
  });

  it('is decided by the first rule of the topology that fits, where the package is silent', () => {
    const rules = [
      { object: 'order', decision: 'scrap' },
      { object: 'stock', item: 'PLATE-7', decision: 'scrap' },
      { object: 'stock', plant: 'monterrey', decision: 'scrap' },
      { object: 'stock', decision: 'finish-on-old' }, // which stock cannot
      { object: 'stock', item: 'PIN-10', plant: 'lyon', decision: 'hold' },
      { object: 'stock', decision: 'scrap' },
    ] as const;
    const decided = decideByRule(object(), 'lyon', NONE, [...rules]);
    expect(decided).toEqual({ decision: 'hold', by: 'rule of the topology' });
  });

  it('is left to a person by no class and no rule, or by one that the object cannot take', () => {
    expect(decideByRule(object(), 'lyon', NONE, [])).toBeNull();
    expect(decideByRule(object(), 'lyon', { ...NONE, inStock: 'finish-on-old' }, [])).toBeNull();
  });

  it('can have become of it what its kind allows', () => {
    const table = OBJECTS.map((kind) => [kind, CHANGE_DECISIONS.filter((one) => decidable(kind, one))]);
    expect(Object.fromEntries(table)).toEqual({
      order: ['finish-on-old', 'rework', 'scrap', 'hold'],
      stock: ['rework', 'scrap', 'sort', 'hold', 'use-up'],
      purchase: ['finish-on-old', 'rework', 'scrap', 'sort', 'hold', 'use-up'],
    });
  });

  it.each([
    ['70', '70.0', false],
    ['70', '69', true],
    ['70', '71', true],
    ['70', null, false],
  ])('decided at %s, and now %s: stale is %s', (assessed, now, stale) => {
    expect(isStale(assessed, now)).toBe(stale);
  });
});
