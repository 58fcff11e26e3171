import { z } from 'zod';
import { Refusal } from '../core/refusal';
import { read, type Route } from '../core/route';
import type { Collection, Store } from '../core/store';
import type { Enterprise, SeedGauge } from '../data/seed';

/** Measuring equipment. */
export class Gauges {
  private readonly gauges: Collection<SeedGauge>;

  constructor(store: Store) {
    this.gauges = store.collection('gauges');
  }

  seed({ gauges }: Enterprise): void {
    gauges.forEach((gauge) => this.gauges.put(gauge.gauge, gauge));
  }

  /** @throws Refusal when it is not known, or not fit for use. */
  need(id: string): void {
    const gauge = this.gauges.get(id);
    if (!gauge) throw new Refusal('UNKNOWN_GAUGE', `There is no gauge ${id} here.`);
    if (!gauge.fit) throw new Refusal('GAUGE_NOT_FIT', `${id} (${gauge.text}) is not fit for use.`);
  }

  routes(): Route[] {
    return [read('gauges', 'get', '/gauges', z.object({}), () => ({ gauges: this.gauges.all() }))];
  }
}
