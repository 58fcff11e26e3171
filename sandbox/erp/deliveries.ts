import { z } from 'zod';
import type { Effects } from '../core/effects';
import type { LotBook } from '../core/lots';
import type { Outbox } from '../core/outbox';
import { add, isMore, Positive, rest } from '../core/quantity';
import { Refusal } from '../core/refusal';
import { type Route, write } from '../core/route';
import type { Collection, Store } from '../core/store';
import type { Enterprise, SeedShipment } from '../data/seed';

const NewDelivery = z.object({
  id: z.string().min(1),
  plant: z.string().min(1),
  customer: z.string().min(1),
  lines: z.array(z.object({ lot: z.string(), quantity: Positive })).min(1),
});

/** Deliveries to customers: stock is assigned when one is made, and leaves by goods issue. */
export class Deliveries {
  private readonly deliveries: Collection<SeedShipment>;

  constructor(
    store: Store,
    private readonly book: LotBook,
    private readonly outbox: Outbox,
  ) {
    this.deliveries = store.collection('deliveries');
  }

  seed({ shipments }: Enterprise): void {
    shipments.forEach((shipment) => this.deliveries.put(shipment.id, shipment));
  }

  all(): SeedShipment[] {
    return this.deliveries.all();
  }

  routes(effects: Effects): Route[] {
    return [
      write(
        effects,
        'delivery',
        '/deliveries',
        NewDelivery,
        ({ id }) => id,
        (delivery) => this.create(delivery),
      ),
      write(
        effects,
        'goods-issue-delivery',
        '/deliveries/:id/goods-issue',
        z.object({}),
        (_input, request) => String(request.params.id),
        (_input, request) => this.issue(String(request.params.id)),
      ),
      write(
        effects,
        'goods-issue-reversal',
        '/deliveries/:id/goods-issue-reversal',
        z.object({}),
        (_input, request) => String(request.params.id),
        (_input, request) => this.takeBack(String(request.params.id)),
      ),
    ];
  }

  private create(delivery: z.infer<typeof NewDelivery>): SeedShipment {
    if (this.deliveries.get(delivery.id)) throw new Refusal('DELIVERY_EXISTS', `${delivery.id} exists.`, 409);
    for (const { lot, quantity } of delivery.lines) {
      const free = rest(this.book.available(this.book.need(lot)), this.assigned(lot));
      if (isMore(quantity, free))
        throw new Refusal('STOCK_NOT_AVAILABLE', `${lot}: ${quantity} wanted, ${free} free to assign.`, 409);
    }
    const created: SeedShipment = { ...delivery, state: 'in preparation', at: new Date().toISOString() };
    this.deliveries.put(delivery.id, created);
    return created;
  }

  private issue(id: string): SeedShipment {
    const delivery = this.need(id);
    if (delivery.state === 'shipped')
      throw new Refusal('ALREADY_ISSUED', `${id} was issued at ${delivery.at}.`, 409);
    delivery.lines.forEach(({ lot, quantity }) => this.book.takeFree(lot, quantity, 'STOCK_BLOCKED'));
    const shipped: SeedShipment = { ...delivery, state: 'shipped', at: new Date().toISOString() };
    this.deliveries.put(id, shipped);
    this.announce('erp.shipment.posted.v1', shipped);
    return shipped;
  }

  /** The goods issue was posted by mistake: the pieces are in stock, and assigned, as before. */
  private takeBack(id: string): SeedShipment {
    const delivery = this.need(id);
    if (delivery.state !== 'shipped') throw new Refusal('NOT_ISSUED', `${id} was not issued.`, 409);
    delivery.lines.forEach(({ lot, quantity }) => this.book.putBack(lot, quantity));
    this.announce('erp.shipment.reversed.v1', delivery);
    const assigned: SeedShipment = { ...delivery, state: 'in preparation', at: new Date().toISOString() };
    this.deliveries.put(id, assigned);
    return assigned;
  }

  private need(id: string): SeedShipment {
    const delivery = this.deliveries.get(id);
    if (!delivery) throw new Refusal('UNKNOWN_DELIVERY', `There is no delivery ${id}.`, 404);
    return delivery;
  }

  private announce(type: string, { id, customer, lines }: SeedShipment): void {
    this.outbox.announce(type, id, {
      shipment: id,
      customer,
      lines: lines.map(({ lot, quantity }) => ({
        lot,
        quantity: { value: quantity, unit: this.book.need(lot).unit },
      })),
    });
  }

  private assigned(lot: string): string {
    return this.all()
      .filter((delivery) => delivery.state === 'in preparation')
      .flatMap((delivery) => delivery.lines)
      .filter((line) => line.lot === lot)
      .reduce((sum, line) => add(sum, line.quantity), '0');
  }
}
