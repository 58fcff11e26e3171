const SCALE = 9;

/** Exact decimals of the contract (at most 9 digits after the point) as whole numbers. */
const scaled = (value: string): bigint => {
  const [whole = '0', part = ''] = value.replace('-', '').split('.');
  const number = BigInt(whole + part.padEnd(SCALE, '0'));
  return value.startsWith('-') ? -number : number;
};

/** Their sum, exact, without trailing zeros. */
export function sum(values: readonly string[]): string {
  const total = values.reduce((before, value) => before + scaled(value), 0n);
  const digits = (total < 0n ? -total : total).toString().padStart(SCALE + 1, '0');
  const text = `${digits.slice(0, -SCALE)}.${digits.slice(-SCALE)}`.replace(/\.?0+$/, '');
  return total < 0n ? `-${text}` : text;
}

/** What is typed is not always one. */
export const isDecimal = (text: string): boolean => /^-?\d{1,18}(\.\d{1,9})?$/.test(text);

export const isZero = (value: string): boolean => scaled(value) === 0n;
export const isSame = (one: string, other: string): boolean => scaled(one) === scaled(other);
