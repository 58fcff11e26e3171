import { z } from 'zod';
import type { Effects } from '../core/effects';
import type { LotBook } from '../core/lots';
import type { OrderBook } from '../core/orders';
import { Positive } from '../core/quantity';
import { Refusal } from '../core/refusal';
import { read, type Route, write } from '../core/route';
import type { Collection, Store } from '../core/store';
import type { Enterprise, Production } from '../data/seed';

const Consumption = z.object({ lot: z.string().min(1), quantity: Positive });
const Window = z.object({
  from: z.iso.datetime({ offset: true }),
  /** Left out: until now. */
  to: z.iso.datetime({ offset: true }).optional(),
});

/** What was made, where, when and from what; and consumption, which a hold really stops. */
export class ProductionLog {
  private readonly productions: Collection<Production>;

  constructor(
    store: Store,
    private readonly plant: string,
    private readonly book: LotBook,
    private readonly orders: OrderBook,
  ) {
    this.productions = store.collection('productions');
  }

  seed({ productions }: Enterprise): void {
    for (const production of productions) if (production.plant === this.plant) this.add(production);
  }

  add(production: Production): void {
    this.productions.put(production.lot, production);
  }

  routes(effects: Effects): Route[] {
    return [
      write(
        effects,
        'consumption',
        '/orders/:order/consumptions',
        Consumption,
        ({ lot }) => lot,
        ({ lot, quantity }, request) => {
          const order = String(request.params.order);
          if (!this.orders.get(order))
            throw new Refusal('UNKNOWN_ORDER', `There is no order ${order} here.`, 404);
          this.book.takeFree(lot, quantity, 'LOT_ON_HOLD');
          return { order, lot, quantity };
        },
      ),
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
