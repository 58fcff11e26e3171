import { z } from 'zod';
import type { Effects } from '../core/effects';
import type { LotBook } from '../core/lots';
import { isMore, Positive } from '../core/quantity';
import { Refusal } from '../core/refusal';
import { type Route, write } from '../core/route';
import type { Collection, Store } from '../core/store';

const HandlingUnit = z.object({
  id: z.string().min(1),
  lot: z.string().min(1),
  quantity: Positive,
  location: z.string().min(1),
  subLot: z.string().min(1).nullable().default(null),
});
export type HandlingUnit = z.infer<typeof HandlingUnit>;

/** Pallets and boxes with a label of their own: what tells some pieces of a lot from the rest. */
export class HandlingUnits {
  private readonly units: Collection<HandlingUnit>;

  constructor(
    store: Store,
    private readonly book: LotBook,
  ) {
    this.units = store.collection('handling-units');
  }

  of(lot: string): HandlingUnit[] {
    return this.units.all().filter((unit) => unit.lot === lot);
  }

  routes(effects: Effects): Route[] {
    return [
      write(
        effects,
        'handling-unit',
        '/handling-units',
        HandlingUnit,
        ({ id }) => id,
        (unit) => this.pack(unit),
      ),
    ];
  }

  private pack(unit: HandlingUnit): HandlingUnit {
    const { quantity } = this.book.need(unit.lot);
    if (isMore(unit.quantity, quantity))
      throw new Refusal(
        'QUANTITY_EXCEEDED',
        `${unit.lot}: ${unit.quantity} is more than the ${quantity} there.`,
      );
    this.units.put(unit.id, unit);
    return unit;
  }
}
