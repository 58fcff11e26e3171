import fc from 'fast-check';
import { UNITS } from '../../contracts/quantity';
import { text } from '../../domain/decimal';
import { convert, converts } from '../../domain/units';
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
  ])('%s %s are, in %s, %s', (value, from, to, expected) => {
    expect(convert(value, from, to)).toBe(expected);
  });

  it('convert within a dimension only; counts to nothing but themselves', () => {
    const families = UNITS.map((from) => [from, ...UNITS.filter((to) => to !== from && converts(from, to))]);
    expect(families).toEqual([
      ['EA'],
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
