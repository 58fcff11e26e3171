import Big from 'big.js';

/**
 * Exact decimals. They travel as text (in JSON, in Postgres' numeric, in workflow payloads) and are computed with here;
 * never a number, which cannot hold 0.1.
 */
Big.strict = true;

export type DecimalText = string;

/** Without exponent or trailing zeros: "70", "0.06". */
export const text = (value: Big | DecimalText): DecimalText => {
  const plain = new Big(value).toFixed();
  return plain === '-0' ? '0' : plain;
};
export const add = (...values: DecimalText[]): DecimalText =>
  text(values.reduce((sum, value) => sum.plus(value), new Big('0')));
export const subtract = (from: DecimalText, value: DecimalText): DecimalText =>
  text(new Big(from).minus(value));
/** Negative, zero or positive, as `a` is less than, equal to or more than `b`. */
export const compare = (a: DecimalText, b: DecimalText): number => new Big(a).cmp(b);
export const isZero = (value: DecimalText): boolean => compare(value, '0') === 0;
export const smaller = (a: DecimalText, b: DecimalText): DecimalText => text(compare(a, b) <= 0 ? a : b);
