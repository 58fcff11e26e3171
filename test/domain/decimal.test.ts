import fc from 'fast-check';
import { add, compare, isZero, smaller, subtract, text } from '../../domain/decimal';
import { decimal } from './arbitraries';

describe('decimals', () => {
  it('are exact where a number is not', () => {
    expect(add('0.1', '0.2')).toBe('0.3');
    expect(add('999999999999999999', '0.000000001')).toBe('999999999999999999.000000001');
    expect(subtract('1', '0.000000001')).toBe('0.999999999');
  });

  it('are written without exponent, trailing zeros or a negative zero', () => {
    expect(text('70.00')).toBe('70');
    expect(text('0.060')).toBe('0.06');
    expect(text('1e21')).toBe('1000000000000000000000');
    expect(text('-0')).toBe('0');
    expect(subtract('5', '5.0')).toBe('0');
  });

  it('compare by value, not by text', () => {
    expect(compare('10', '9')).toBeGreaterThan(0);
    expect(compare('1.50', '1.5')).toBe(0);
    expect(isZero('0.000')).toBe(true);
    expect(smaller('100', '20')).toBe('20');
  });

  it('give back what was added, to the last digit', () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        expect(subtract(add(a, b), b)).toBe(text(a));
      }),
    );
  });
});
