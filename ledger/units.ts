import { z } from 'zod';
import { itemOf } from '../config/systems';
import { Problem } from '../contracts/problem';
import type { Item, Topology } from '../contracts/topology';
import { inItemUnit, unitsOf } from '../domain/units';

/** A quantity as somebody gave it, in any unit. */
interface Given {
  readonly value: string;
  readonly unit: string;
}

/**
 * A quantity of a lot in the unit that its item is counted in, exactly.
 * @param pointer where the quantity is in the request
 * @throws Problem `unit-mismatch` where the item has no such unit, `quantity-not-exact`
 */
export function inLotUnit(topology: Topology, lot: string, quantity: Given, pointer: string): string {
  const item = topology.items[itemOf(lot)];
  // An item that nobody knows is refused as such, elsewhere.
  return item ? inUnitOf(itemOf(lot), item, quantity, pointer) : quantity.value;
}

/**
 * An event's data with every quantity of a lot in the unit that its item is counted in; what was told is kept as it was told.
 * @throws Problem as `inLotUnit`
 */
export function inLotUnits(topology: Topology, data: unknown, pointer = '/data'): unknown {
  if (Array.isArray(data)) return data.map((one, index) => inLotUnits(topology, one, `${pointer}/${index}`));
  if (typeof data !== 'object' || data === null) return data;
  const about = LotQuantity.safeParse(data);
  if (!about.success)
    return Object.fromEntries(
      Object.entries(data).map(([key, value]) => [key, inLotUnits(topology, value, `${pointer}/${key}`)]),
    );
  const { lot, quantity } = about.data;
  const unit = topology.items[itemOf(lot)]?.unit ?? quantity.unit;
  return { ...data, quantity: { value: inLotUnit(topology, lot, quantity, `${pointer}/quantity`), unit } };
}
const LotQuantity = z.object({
  lot: z.string(),
  quantity: z.object({ value: z.string(), unit: z.string() }),
});

function inUnitOf(name: string, item: Item, { value, unit }: Given, pointer: string): string {
  let converted: string | null;
  try {
    converted = inItemUnit(value, unit, item);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Problem('quantity-not-exact', `${name}: ${error.message}.`, [
      { pointer: `${pointer}/value`, detail: error.message },
    ]);
  }
  if (converted !== null) return converted;
  const detail = `counted in ${unitsOf(item).join(', ')}`;
  throw new Problem('unit-mismatch', `${name} is ${detail}, not in ${unit}.`, [
    { pointer: `${pointer}/unit`, detail },
  ]);
}
