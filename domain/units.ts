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
  DZN: count('DZN'),
  CEN: { dimension: 'EA', power: 2 },
  MIL: { dimension: 'EA', power: 3 },
  BX: count('BX'),
  CT: count('CT'),
  PK: count('PK'),
  PX: count('PX'),
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

/** Decimals have at most 18 digits before the point (contracts/quantity). */
const MOST = '1e18';

/** What an item is counted in, and its own factors: how many of `unit` one of each other unit is. */
export interface ItemUnits {
  readonly unit: string;
  readonly units: Readonly<Record<string, DecimalText>>;
  /** Decimals that a converted quantity may have. */
  readonly decimals: number;
}

/** The units in which a quantity of the item may be given, beside those of the same dimension. */
export const unitsOf = ({ unit, units }: ItemUnits): string[] => [unit, ...Object.keys(units).sort()];

/**
 * A quantity in the item's own unit: exactly, by the item's factors and by those of the units' dimension.
 * @param unit UN/ECE Rec 20 code of `value`
 * @returns null where the item has no such unit
 * @throws RangeError where it is not exact at the item's decimals
 */
export function inItemUnit(value: DecimalText, unit: string, item: ItemUnits): DecimalText | null {
  if (unit === item.unit) return value;
  const converted = converts(unit, item.unit) ? convert(value, unit, item.unit) : byFactor(value, unit, item);
  if (converted === null) return null;
  if (!new Big(converted).round(item.decimals).eq(converted))
    throw new RangeError(
      `${value} ${unit} are ${converted} ${item.unit}, which is not exact at ${item.decimals} decimals`,
    );
  if (new Big(converted).gte(MOST))
    throw new RangeError(`${value} ${unit} are ${converted} ${item.unit}, more than can be kept`);
  return converted;
}

function byFactor(value: DecimalText, unit: string, { units }: ItemUnits): DecimalText | null {
  const [own, factor] = Object.entries(units).find(([one]) => one === unit || converts(unit, one)) ?? [];
  if (own === undefined || factor === undefined) return null;
  return text(new Big(own === unit ? value : convert(value, unit, own)).times(factor));
}
