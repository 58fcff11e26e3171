import { z } from 'zod';
import { read, type Route } from '../core/route';
import type { Collection, Store } from '../core/store';
import type { Enterprise, SeedWorkCentre } from '../data/seed';

/** The machines and benches of the plant. */
export class WorkCentres {
  private readonly workCentres: Collection<SeedWorkCentre>;

  constructor(store: Store) {
    this.workCentres = store.collection('work-centres');
  }

  seed({ workCentres }: Enterprise, plant: string): void {
    for (const one of workCentres) if (one.plant === plant) this.workCentres.put(one.id, one);
  }

  has(id: string): boolean {
    return this.workCentres.get(id) !== undefined;
  }

  routes(): Route[] {
    return [
      read('work-centres', 'get', '/work-centres', z.object({}), () => ({
        workCentres: this.workCentres.all(),
      })),
    ];
  }
}
