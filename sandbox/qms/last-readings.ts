import { z } from 'zod';
import { MEASURED_LOT, measuredPieces } from '../core/measurements';
import { read, type Route } from '../core/route';
import { itemOf } from '../core/seed';
import type { Collection, Store } from '../core/store';

export interface Reading {
  readonly piece: string;
  readonly characteristic: string;
  readonly value: string;
  readonly unit: string;
}

interface Measured {
  readonly item: string;
  readonly lot: string;
  readonly readings: readonly Reading[];
}

/** Values of the lot of each item that was measured last, piece by piece. */
export class LastReadings {
  private readonly measured: Collection<Measured>;

  constructor(store: Store) {
    this.measured = store.collection('last-readings');
  }

  /** The measuring machine has sent its values of the one lot; an inspector has yet to judge them. */
  seed(): void {
    const readings = measuredPieces().flatMap(({ piece, values }) =>
      Object.entries(values).map(([characteristic, value]) => ({
        piece,
        characteristic,
        value,
        unit: 'MMT',
      })),
    );
    this.keep(MEASURED_LOT, readings);
  }

  keep(lot: string, readings: readonly Reading[]): void {
    const item = itemOf(lot);
    const values = readings.map(({ piece, characteristic, value, unit }) => ({
      piece,
      characteristic,
      value,
      unit,
    }));
    this.measured.put(item, { item, lot, readings: values });
  }

  routes(): Route[] {
    return [
      read(
        'last-reading-query',
        'post',
        '/last-reading-queries',
        z.object({ items: z.array(z.string()).max(1000) }),
        ({ items }) => ({ measured: this.measured.all().filter(({ item }) => items.includes(item)) }),
      ),
    ];
  }
}
