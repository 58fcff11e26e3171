import { z } from 'zod';
import type { Effects } from '../core/effects';
import type { LotBook } from '../core/lots';
import type { Outbox } from '../core/outbox';
import { add, isMore, Positive, rest } from '../core/quantity';
import { Refusal } from '../core/refusal';
import { read, type Route, write } from '../core/route';
import type { Collection, Store } from '../core/store';
import type { Enterprise } from '../data/seed';
import type { AuthorizationBook } from './authorizations';

type Step = 'waiting' | 'picked' | 'staged' | 'loaded' | 'shipped';

export interface Shipment {
  readonly id: string;
  readonly plant: string;
  readonly customer: string;
  readonly step: Step;
  readonly at: string;
  readonly lines: readonly { readonly lot: string; readonly quantity: string }[];
}

const NewShipment = z.object({
  id: z.string().min(1),
  plant: z.string().min(1),
  customer: z.string().min(1),
  lines: z.array(z.object({ lot: z.string(), quantity: Positive })).min(1),
});

/** Calls that move a shipment on, each to one step; every one refuses blocked material. */
const MOVES: Readonly<Record<string, { from: Step; to: Step }>> = {
  pick: { from: 'waiting', to: 'picked' },
  stage: { from: 'picked', to: 'staged' },
  load: { from: 'staged', to: 'loaded' },
  ship: { from: 'loaded', to: 'shipped' },
};
const ANNOUNCED: Partial<Record<Step, string>> = {
  picked: 'wms.shipment.picked.v1',
  loaded: 'wms.shipment.loaded.v1',
};

/** Shipments on their way through the warehouse: picked, staged at the door, loaded, gone. */
export class Shipments {
  private readonly shipments: Collection<Shipment>;

  constructor(
    store: Store,
    private readonly book: LotBook,
    private readonly outbox: Outbox,
    private readonly authorizations: AuthorizationBook,
  ) {
    this.shipments = store.collection('shipments');
  }

  seed({ shipments }: Enterprise): void {
    for (const { state, ...shipment } of shipments)
      this.shipments.put(shipment.id, { ...shipment, step: state === 'shipped' ? 'shipped' : 'waiting' });
  }

  state(): Record<string, Shipment> {
    return Object.fromEntries(this.shipments.all().map((shipment) => [shipment.id, shipment]));
  }

  routes(effects: Effects): Route[] {
    const moves = Object.entries(MOVES).map(([name, { from, to }]) =>
      write(
        effects,
        `shipment-${name}`,
        `/shipments/:id/${name}`,
        z.object({}),
        (_input, request) => String(request.params.id),
        (_input, request) => this.move(String(request.params.id), from, to),
      ),
    );
    return [
      write(
        effects,
        'shipment',
        '/shipments',
        NewShipment,
        ({ id }) => id,
        (shipment) => this.create(shipment),
      ),
      ...moves,
      write(
        effects,
        'shipment-authorization',
        '/shipments/:id/authorization',
        z.object({ jws: z.string().min(1).max(100_000) }),
        (_input, request) => String(request.params.id),
        ({ jws }, request) => this.authorizations.keep(this.need(String(request.params.id)).id, jws),
      ),
      read(
        'exposure-query',
        'post',
        '/exposure-queries',
        z.object({ lots: z.array(z.string()).max(1000) }),
        (input) => ({
          exposures: this.exposures(new Set(input.lots)),
        }),
      ),
    ];
  }

  private create(shipment: z.infer<typeof NewShipment>): Shipment {
    if (this.shipments.get(shipment.id)) throw new Refusal('SHIPMENT_EXISTS', `${shipment.id} exists.`, 409);
    return this.put({ ...shipment, step: 'waiting', at: new Date().toISOString() });
  }

  private need(id: string): Shipment {
    const shipment = this.shipments.get(id);
    if (!shipment) throw new Refusal('UNKNOWN_SHIPMENT', `There is no shipment ${id}.`, 404);
    return shipment;
  }

  private move(id: string, from: Step, to: Step): Shipment {
    const shipment = this.need(id);
    if (shipment.step !== from)
      throw new Refusal('WRONG_STEP', `${id} is ${shipment.step}, not ${from}.`, 409);
    if (to === 'loaded' || to === 'shipped') this.authorizations.check(id, shipment.lines, new Date());
    for (const { lot, quantity } of shipment.lines) {
      const free = rest(this.book.available(this.book.need(lot)), this.inHand(lot, id));
      if (isMore(quantity, free))
        throw new Refusal(
          'ALLOCATION_BLOCKED',
          `${lot}: ${quantity} wanted to be ${to}, ${free} may be.`,
          409,
        );
    }
    if (to === 'shipped') shipment.lines.forEach(({ lot, quantity }) => this.book.take(lot, quantity));
    const type = ANNOUNCED[to];
    if (type)
      this.outbox.announce(type, id, {
        shipment: id,
        lines: shipment.lines.map((line) => this.announcedLine(line)),
      });
    return this.put({ ...shipment, step: to, at: new Date().toISOString() });
  }

  private announcedLine({ lot, quantity }: Shipment['lines'][number]): object {
    return { lot, quantity: { value: quantity, unit: this.book.need(lot).unit } };
  }

  /** Pieces of a lot that are picked, staged or loaded, and not yet carried away. */
  offShelf(lot: string): string {
    return this.inHand(lot, null);
  }

  /** Pieces of a lot that other shipments have taken off the shelf and not yet carried away. */
  private inHand(lot: string, except: string | null): string {
    return this.exposures(new Set([lot]))
      .filter((exposure) => exposure.shipment !== except)
      .reduce((sum, exposure) => add(sum, exposure.quantity), '0');
  }

  private exposures(lots: Set<string>) {
    return this.shipments
      .all()
      .filter(({ step }) => step !== 'waiting' && step !== 'shipped')
      .flatMap(({ id, customer, step, at, lines }) =>
        lines
          .filter((line) => lots.has(line.lot))
          .map((line) => ({ ...line, step, shipment: id, customer, at })),
      );
  }

  private put(shipment: Shipment): Shipment {
    this.shipments.put(shipment.id, shipment);
    return shipment;
  }
}
