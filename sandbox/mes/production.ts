import { z } from 'zod';
import { read, type Route } from '../core/route';
import type { Collection, Store } from '../core/store';
import type { Enterprise, Production } from '../data/seed';

const Window = z.object({
  from: z.iso.datetime({ offset: true }),
  /** Left out: until now. */
  to: z.iso.datetime({ offset: true }).optional(),
});

/** What was made, where, when and from what. */
export class ProductionLog {
  private readonly productions: Collection<Production>;

  constructor(
    store: Store,
    private readonly plant: string,
  ) {
    this.productions = store.collection('productions');
  }

  seed({ productions }: Enterprise): void {
    for (const production of productions) if (production.plant === this.plant) this.add(production);
  }

  add(production: Production): void {
    this.productions.put(production.lot, production);
  }

  routes(): Route[] {
    return [
      read('output', 'get', '/work-centres/:id/output', Window, ({ from, to }, request) => ({
        lots: this.output(
          (one) => one.workCentre === request.params.id && isWithin(one.finishedAt, from, to),
        ),
      })),
      read('order-output', 'get', '/orders/:order/output', z.object({}), (_input, request) => ({
        lots: this.output((one) => one.order === request.params.order),
      })),
      read('genealogy', 'get', '/lots/:lot/genealogy', z.object({}), (_input, request) => {
        const lot = request.params.lot;
        const all = this.productions.all();
        return {
          madeFrom: all.find((one) => one.lot === lot)?.consumed ?? [],
          usedIn: all.filter((one) => one.consumed.some((used) => used.lot === lot)).map((one) => one.lot),
        };
      }),
    ];
  }

  private output(isMeant: (production: Production) => boolean): object[] {
    return this.productions
      .all()
      .filter(isMeant)
      .map(({ lot, order, quantity, finishedAt }) => ({ lot, order, quantity, finishedAt }));
  }
}

const isWithin = (at: string, from: string, to: string | undefined) =>
  Date.parse(at) >= Date.parse(from) && (to === undefined || Date.parse(at) <= Date.parse(to));
