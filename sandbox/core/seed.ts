import type { SeedLot } from '../data/seed';
import type { NewLot } from './kind';
import type { Lot } from './lots';

/** The item of a lot, which is named `<item>:<number>`. */
export const itemOf = (lot: string): string => lot.slice(0, lot.indexOf(':'));

/** A seeded lot in a system's own words for free and for being inspected. */
export function seededLot(
  lot: SeedLot,
  words: { free: string; inspection: string },
  revision: string | null,
): Lot {
  return { ...lot, item: itemOf(lot.lot), revision, status: words[lot.status], scrapped: '0' };
}

/** A lot of `POST /_sandbox/lots`, where the system puts what it hears of. */
export function learnedLot(
  { lot, plant, quantity }: NewLot,
  location: string,
  revision: string | null,
): Omit<Lot, 'status' | 'scrapped'> {
  return {
    lot,
    item: itemOf(lot),
    revision,
    plant,
    location,
    quantity: quantity.value,
    unit: quantity.unit,
    supplier: null,
    supplierLot: null,
  };
}
