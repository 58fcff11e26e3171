import { z } from 'zod';
import type { Effects } from '../core/effects';
import type { LotBook } from '../core/lots';
import type { OrderBook } from '../core/orders';
import type { Outbox } from '../core/outbox';
import { Positive } from '../core/quantity';
import { Refusal } from '../core/refusal';
import { type Route, write } from '../core/route';
import { itemOf } from '../core/seed';
import type { Collection, Store } from '../core/store';
import type { OrderHolds } from './order-holds';
import type { ProductionLog } from './production';
import type { MesRevisions } from './revisions';
import type { Serials } from './serials';

interface OpenLot {
  readonly lot: string;
  readonly order: string;
}

/** Lots in the making: opened for an order that runs, closed with what was made. */
export class OpenLots {
  private readonly open: Collection<OpenLot>;

  constructor(
    store: Store,
    private readonly book: LotBook,
    private readonly orders: OrderBook,
    private readonly items: MesRevisions,
    private readonly holds: OrderHolds,
    private readonly log: ProductionLog,
    private readonly serials: Serials,
    private readonly outbox: Outbox,
  ) {
    this.open = store.collection('open-lots');
  }

  of(item: string): string[] {
    return this.open.all().flatMap(({ lot }) => (itemOf(lot) === item ? [lot] : []));
  }

  routes(effects: Effects): Route[] {
    const lotOf = (_input: unknown, request: { readonly params: Readonly<Record<string, unknown>> }) =>
      String(request.params.lot);
    return [
      write(
        effects,
        'lot-opening',
        '/open-lots',
        z.object({ lot: z.string().min(1), order: z.string().min(1) }),
        ({ lot }) => lot,
        (lot) => this.begin(lot),
      ),
      write(
        effects,
        'lot-closing',
        '/open-lots/:lot/closing',
        z.object({ quantity: Positive, workCentre: z.string().min(1).optional() }),
        lotOf,
        (input, request) => this.close(lotOf(input, request), input.quantity, input.workCentre),
      ),
    ];
  }

  private begin(lot: OpenLot): OpenLot {
    const { id, item, state } = this.orders.need(lot.order);
    this.holds.refuse(id);
    if (itemOf(lot.lot) !== item) throw new Refusal('WRONG_ITEM', `${id} makes ${item}, not ${lot.lot}.`);
    if (state !== 'in progress') throw new Refusal('NOT_STARTED', `${id} is ${state}.`, 409);
    if (this.open.get(lot.lot) ?? this.book.lots.get(lot.lot))
      throw new Refusal('LOT_EXISTS', `${lot.lot} exists.`, 409);
    this.open.put(lot.lot, lot);
    return lot;
  }

  /**
   * The lot is of its order's revision, whatever has become active meanwhile. It is announced as produced, at the work centre
   * that is named or else the one of the routing's last operation; with the serials that were built into it.
   */
  private close(lot: string, quantity: string, at: string | undefined): object {
    const open = this.open.get(lot);
    if (!open) throw new Refusal('UNKNOWN_LOT', `There is no lot ${lot} in the making here.`, 404);
    const { item, plant, revision } = this.orders.need(open.order);
    const { unit, released } = this.items.need(item, plant);
    const workCentre = at ?? released[revision]?.operations.at(-1)?.workCentres[0] ?? null;
    const finishedAt = new Date().toISOString();
    const serials = this.serials.builtInto(lot);
    this.open.remove(lot);
    const place = { plant, location: 'LINE', supplier: null, supplierLot: null };
    this.book.receive({ lot, item, revision, quantity, unit, ...place });
    // Components are booked to the order, not to its lots.
    this.log.add({ plant, workCentre, order: open.order, lot, quantity, finishedAt, consumed: [] });
    this.outbox.announce('mes.material.consumed.v1', lot, {
      plant,
      order: open.order,
      ...(workCentre === null ? {} : { workCentre }),
      occurredAt: finishedAt,
      consumed: [],
      produced: [{ lot, quantity: { value: quantity, unit }, ...(serials.length > 0 ? { serials } : {}) }],
    });
    return { lot, revision, quantity };
  }
}
