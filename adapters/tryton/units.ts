import type { Quantity } from '../../contracts/quantity';

type UnitCode = Quantity['unit'];

/** Tryton's symbols of units, as UN/ECE Recommendation 20 codes. */
const CODES: ReadonlyMap<string, UnitCode> = new Map([
  ['u', 'EA'],
  ['m', 'MTR'],
  ['cm', 'CMT'],
  ['mm', 'MMT'],
  ['m²', 'MTK'],
  ['kg', 'KGM'],
  ['g', 'GRM'],
  ['t', 'TNE'],
  ['l', 'LTR'],
]);

/** Undefined: the symbol has no code here; add it to this table. */
export const codeOfUnit = (symbol: string): UnitCode | undefined => CODES.get(symbol);

/** Tryton's symbol for a code. Undefined: it has none here. */
export const symbolOfUnit = (code: string): string | undefined =>
  [...CODES].find(([, known]) => known === code)?.[0];
