import { z } from 'zod';
import type { Effects } from '../core/effects';
import type { LotBook } from '../core/lots';
import type { OrderBook } from '../core/orders';
import type { Outbox } from '../core/outbox';
import { Positive } from '../core/quantity';
import { Refusal } from '../core/refusal';
import { type Route, write } from '../core/route';
import type { Collection, Store } from '../core/store';

interface Consumption {
  readonly id: string;
  readonly order: string;
  readonly lot: string;
  readonly quantity: string;
  readonly at: string;
  readonly reversed: boolean;
}

const NewConsumption = z.object({ lot: z.string().min(1), quantity: Positive });

/** What orders use, which a hold really stops, and what of it is taken back; announced without what is made of it. */
export class Consumptions {
  private readonly consumptions: Collection<Consumption>;

  constructor(
    store: Store,
    private readonly plant: string,
    private readonly book: LotBook,
    private readonly orders: OrderBook,
    private readonly outbox: Outbox,
  ) {
    this.consumptions = store.collection('consumptions');
  }

  routes(effects: Effects): Route[] {
    const idOf = (_input: unknown, request: { readonly params: Readonly<Record<string, unknown>> }) =>
      String(request.params.id);
    return [
      write(
        effects,
        'consumption',
        '/orders/:order/consumptions',
        NewConsumption,
        ({ lot }) => lot,
        (input, request) => this.consume(String(request.params.order), input),
      ),
      write(
        effects,
        'consumption-reversal',
        '/consumptions/:id/reversal',
        z.object({}),
        idOf,
        (input, request) => this.reverse(idOf(input, request)),
      ),
    ];
  }

  private consume(order: string, { lot, quantity }: z.infer<typeof NewConsumption>): Consumption {
    this.orders.need(order);
    this.book.takeFree(lot, quantity, 'LOT_ON_HOLD');
    const id = `MC-${1 + this.consumptions.all().length}`;
    const at = new Date().toISOString();
    return this.put({ id, order, lot, quantity, at, reversed: false }, 'mes.material.consumed.v1');
  }

  private reverse(id: string): Consumption {
    const known = this.consumptions.get(id);
    if (!known) throw new Refusal('UNKNOWN_CONSUMPTION', `There is no consumption ${id} here.`, 404);
    if (known.reversed) throw new Refusal('REVERSED', `${id} was taken back already.`, 409);
    this.book.putBack(known.lot, known.quantity);
    return this.put({ ...known, reversed: true }, 'mes.material.reversed.v1');
  }

  private put(consumption: Consumption, type: string): Consumption {
    const { id, order, lot, quantity, at } = consumption;
    this.consumptions.put(id, consumption);
    const { unit } = this.book.need(lot);
    this.outbox.announce(type, lot, {
      plant: this.plant,
      order,
      occurredAt: at,
      consumed: [{ lot, quantity: { value: quantity, unit } }],
      produced: [],
    });
    return consumption;
  }
}
