import fc from 'fast-check';
import { UNITS } from '../../contracts/quantity';
import { text } from '../../domain/decimal';
import { convert, converts, inItemUnit, type ItemUnits } from '../../domain/units';
import { decimal } from './arbitraries';

const unit = fc.constantFrom(...UNITS);

describe('units', () => {
  it.each([
    ['0.06', 'MTR', 'MMT', '60'],
    ['60', 'MMT', 'MTR', '0.06'],
    ['9.95', 'MMT', 'CMT', '0.995'],
    ['1', 'GRM', 'TNE', '0.000001'],
    ['2.5', 'TNE', 'KGM', '2500'],
    ['250', 'MLT', 'LTR', '0.25'],
    ['3.0', 'MTK', 'MTK', '3'],
    ['70', 'EA', 'EA', '70'],
    ['1.2', 'CEN', 'EA', '120'],
  ])('%s %s are, in %s, %s', (value, from, to, expected) => {
    expect(convert(value, from, to)).toBe(expected);
  });

  it('convert within a dimension only; of counts, only those that say how many', () => {
    const families = UNITS.map((from) => [from, ...UNITS.filter((to) => to !== from && converts(from, to))]);
    expect(families).toEqual([
      ['EA', 'CEN', 'MIL'],
      ['KGM', 'GRM', 'TNE'],
      ['GRM', 'KGM', 'TNE'],
      ['TNE', 'KGM', 'GRM'],
      ['MTR', 'MMT', 'CMT'],
      ['MMT', 'MTR', 'CMT'],
      ['CMT', 'MTR', 'MMT'],
      ['MTK'],
      ['LTR', 'MLT'],
      ['MLT', 'LTR'],
      ['SET'],
      ['PR'],
      ['DZN'],
      ['CEN', 'EA', 'MIL'],
      ['MIL', 'EA', 'CEN'],
      ['BX'],
      ['CT'],
      ['PK'],
      ['PX'],
    ]);
  });

  it('that Interlock does not accept convert to nothing', () => {
    expect(converts('BOX', 'BOX')).toBe(false);
    expect(converts('EA', 'BOX')).toBe(false);
    expect(converts('constructor', 'constructor')).toBe(false);
    expect(() => convert('1', 'EA', 'KGM')).toThrow('1 EA cannot be given in KGM');
  });

  it('lose not one digit there and back, and by a third unit arrive at the same', () => {
    fc.assert(
      fc.property(decimal, unit, unit, unit, (value, a, b, c) => {
        expect(converts(a, b)).toBe(converts(b, a));
        fc.pre(converts(a, b));
        expect(convert(convert(value, a, b), b, a)).toBe(text(value));
        if (converts(b, c)) expect(convert(convert(value, a, b), b, c)).toBe(convert(value, a, c));
      }),
    );
  });
});

describe('a quantity in the unit of its item', () => {
  const pins: ItemUnits = { unit: 'EA', units: { BX: '100', KGM: '80' }, decimals: 0 };

  it.each([
    ['70', 'EA', '70'],
    ['2', 'BX', '200'],
    ['0.5', 'BX', '50'],
    ['3', 'CEN', '300'],
    ['0.1', 'KGM', '8'],
    ['100', 'GRM', '8'],
  ])('%s %s are %s EA', (value, given, expected) => {
    expect(inItemUnit(value, given, pins)).toBe(expected);
  });

  it('is refused where it is not exact at the decimals of the item, or more than can be kept', () => {
    expect(() => inItemUnit('0.005', 'BX', pins)).toThrow(
      '0.005 BX are 0.5 EA, which is not exact at 0 decimals',
    );
    expect(inItemUnit('0.005', 'BX', { ...pins, decimals: 1 })).toBe('0.5');
    expect(() => inItemUnit('999999999999999999', 'BX', pins)).toThrow('more than can be kept');
  });

  it('is none where the item has no such unit', () => {
    expect(inItemUnit('1', 'PX', pins)).toBeNull();
    expect(inItemUnit('1', 'MTR', pins)).toBeNull();
    expect(inItemUnit('1', 'CEN', { unit: 'MTR', units: {}, decimals: 9 })).toBeNull();
  });

  it('loses not one digit, whatever the factor', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 ** 6 }),
        fc.integer({ min: 1, max: 10 ** 6 }),
        (boxes, factor) => {
          const item: ItemUnits = { unit: 'EA', units: { BX: String(factor) }, decimals: 0 };
          expect(inItemUnit(String(boxes), 'BX', item)).toBe(String(BigInt(boxes) * BigInt(factor)));
        },
      ),
    );
  });
});
