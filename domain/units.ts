import type { Quantity } from '../contracts/quantity';
import Big from 'big.js';
import { text, type DecimalText } from './decimal';

/** A unit measures a dimension; counts measure none, so each stands alone. */
interface Unit {
  readonly dimension: string;
  /** The unit is ten to this power of its dimension's SI unit (mass: kilogram; volume: litre). */
  readonly power: number;
}
const count = (code: string): Unit => ({ dimension: code, power: 0 });

/** Source: UN/ECE Recommendation 20, Annex I, its conversion factors; all of these are powers of ten. */
const TABLE: Record<Quantity['unit'], Unit> = {
  KGM: { dimension: 'mass', power: 0 },
  GRM: { dimension: 'mass', power: -3 },
  TNE: { dimension: 'mass', power: 3 },
  MTR: { dimension: 'length', power: 0 },
  CMT: { dimension: 'length', power: -2 },
  MMT: { dimension: 'length', power: -3 },
  MTK: { dimension: 'area', power: 0 },
  LTR: { dimension: 'volume', power: 0 },
  MLT: { dimension: 'volume', power: -3 },
  // How many pieces are in a set or a pair of something is known to its maker alone.
  EA: count('EA'),
  SET: count('SET'),
  PR: count('PR'),
};
const UNITS: ReadonlyMap<string, Unit> = new Map(Object.entries(TABLE));

/** Do both codes measure the same dimension? A code that Interlock does not accept converts to nothing, itself included. */
export function converts(from: string, to: string): boolean {
  const unit = UNITS.get(from);
  return unit !== undefined && unit.dimension === UNITS.get(to)?.dimension;
}

/**
 * The same quantity in another unit, exactly.
 * @param from UN/ECE Rec 20 code of `value`
 * @throws RangeError where one does not convert to the other: ask `converts` first
 */
export function convert(value: DecimalText, from: string, to: string): DecimalText {
  const [source, target] = [UNITS.get(from), UNITS.get(to)];
  if (source === undefined || target === undefined || source.dimension !== target.dimension)
    throw new RangeError(`${value} ${from} cannot be given in ${to}: they do not measure the same`);
  return text(new Big(value).times(`1e${source.power - target.power}`));
}
