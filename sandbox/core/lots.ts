import { checkFence, type Fenced } from './fence';
import { add, isMore, isZero, least, rest, subtract } from './quantity';
import { Refusal } from './refusal';
import type { Collection, Store } from './store';

/** A lot as this system keeps it. `status` is the system's own word and says nothing of a restriction. */
export interface Lot {
  readonly lot: string;
  readonly item: string;
  /** Null where the system keeps no revisions. */
  readonly revision: string | null;
  readonly plant: string;
  readonly location: string;
  readonly quantity: string;
  readonly unit: string;
  readonly status: string;
  readonly scrapped: string;
  readonly supplier: string | null;
  readonly supplierLot: string | null;
}

/**
 * How much of a lot is restricted from outside, kept apart from the lot: it may come before the lot does, and it stands
 * when pieces leave. `quantity` null is the whole lot, whatever that turns out to be.
 */
export interface Restriction {
  readonly lot: string;
  readonly quantity: string | null;
  /** Handling units that are meant; none: any pieces of the lot. */
  readonly units?: readonly string[];
  readonly sequence: number;
  readonly reason: string;
  readonly reference: string;
}

export interface RestrictionOrder extends Fenced {
  readonly lot: string;
  readonly quantity: string | null;
  readonly units?: readonly string[];
  /** The status to go back to when nothing is restricted any more. It never loosens what the system says by itself. */
  readonly restore: string | null;
  readonly reason: string;
  readonly reference: string;
}

/**
 * How a system keeps material from being used: it blocks a quantity, it knows a flag for the whole lot alone, or it takes
 * stock to a blocked location, which what is off the shelf does not go to.
 */
export const MEANS = ['quantity', 'flag', 'move'] as const;
export type Means = (typeof MEANS)[number];

/** The lots of one system and what is restricted of them. Calls that write belong into a transaction of the store. */
export class LotBook {
  readonly lots: Collection<Lot>;
  private readonly restrictions: Collection<Restriction>;

  /** `statuses` are the system's own words, from free to strict. */
  constructor(
    store: Store,
    readonly statuses: readonly string[],
    private readonly means: Means = 'quantity',
    /** Pieces of a lot that are picked, staged or loaded. */
    private readonly offShelf: (lot: string) => string = () => '0',
  ) {
    this.lots = store.collection('lots');
    this.restrictions = store.collection('restrictions');
  }

  /** @throws Refusal `UNKNOWN_LOT` */
  need(lot: string): Lot {
    const known = this.lots.get(lot);
    if (!known) throw new Refusal('UNKNOWN_LOT', `There is no lot ${lot} here.`, 404);
    return known;
  }

  restriction(lot: string): Restriction | undefined {
    return this.restrictions.get(lot);
  }

  isRestricted(lot: string): boolean {
    const restriction = this.restrictions.get(lot);
    return restriction !== undefined && (restriction.quantity === null || !isZero(restriction.quantity));
  }

  /** Pieces that are restricted now: never more than there are. */
  held(lot: Lot): string {
    const restriction = this.restrictions.get(lot.lot);
    if (!restriction) return '0';
    return restriction.quantity === null ? lot.quantity : least(restriction.quantity, lot.quantity);
  }

  /** Pieces that may be used: none while the lot's own status is other than the free one. */
  available(lot: Lot): string {
    return lot.status === this.statuses[0] ? rest(lot.quantity, this.held(lot)) : '0';
  }

  /**
   * Sets what is restricted of a lot, known or not; asked again it changes nothing.
   * @returns the lot's own status before, null when the lot is not known yet.
   */
  restrict(order: RestrictionOrder): string | null {
    checkFence(order, this.restrictions.get(order.lot)?.sequence ?? 0, order.lot);
    const { lot, sequence, reason, reference, units } = order;
    const known = this.lots.get(lot);
    const quantity = this.restrictable(order, known);
    this.restrictions.put(lot, { lot, quantity, sequence, reason, reference, ...(units && { units }) });
    if (known && order.restore !== null)
      this.lots.put(lot, { ...known, status: this.stricter(known.status, order.restore) });
    return known?.status ?? null;
  }

  /** @throws Refusal when a part is asked for where there is only a flag */
  private restrictable({ lot, quantity }: RestrictionOrder, known: Lot | undefined): string | null {
    if (this.means === 'flag' && quantity !== null && !isZero(quantity))
      throw new Refusal('NO_PARTIAL_HOLD', `${lot}: a lot is on hold as a whole or not at all.`);
    if (this.means !== 'move' || !known) return quantity;
    const onShelf = rest(known.quantity, this.offShelf(lot));
    return quantity === null ? onShelf : least(quantity, onShelf);
  }

  /** What a person with the right to does at the screen, past all callers: the restriction is gone. */
  liftByHand(lot: string): void {
    const restriction = this.restrictions.get(lot);
    if (!restriction) throw new Refusal('NOT_RESTRICTED', `${lot} is not restricted.`, 409);
    this.restrictions.put(lot, { ...restriction, quantity: '0' });
  }

  /** Takes free pieces out: to consume, to issue, to ship. @throws Refusal `code` when they are restricted. */
  takeFree(lot: string, quantity: string, code: string): void {
    const known = this.need(lot);
    if (isMore(quantity, known.quantity)) subtract(known.quantity, quantity, lot);
    const available = this.available(known);
    if (isMore(quantity, available))
      throw new Refusal(
        code,
        `${lot}: ${quantity} ${known.unit} wanted, ${available} free of ${known.quantity} (status ${known.status}, ${this.held(known)} restricted).`,
        409,
      );
    this.take(lot, quantity);
  }

  /** Takes pieces out, restricted or not: scrap, a return, a regrade. @throws Refusal when there are not that many. */
  take(lot: string, quantity: string): void {
    const known = this.need(lot);
    this.lots.put(lot, { ...known, quantity: subtract(known.quantity, quantity, lot) });
  }

  /** Pieces become pieces of another lot, where they lie and as they are; of another item without a revision. */
  moveInto(lot: string, output: string, quantity: string, status?: string): void {
    const { scrapped: _scrapped, ...known } = this.need(lot);
    const item = output.slice(0, output.indexOf(':'));
    this.take(lot, quantity);
    this.receive({
      ...known,
      lot: output,
      item,
      revision: item === known.item ? known.revision : null,
      quantity,
      status: status ?? known.status,
    });
  }

  putBack(lot: string, quantity: string): void {
    const known = this.need(lot);
    this.lots.put(lot, { ...known, quantity: add(known.quantity, quantity) });
  }

  /** Takes pieces out (or, cancelled, brings them back) as scrap. */
  scrap(lot: string, quantity: string): void {
    this.take(lot, quantity);
    const known = this.need(lot);
    this.lots.put(lot, { ...known, scrapped: add(known.scrapped, quantity) });
  }

  unscrap(lot: string, quantity: string): void {
    this.putBack(lot, quantity);
    const known = this.need(lot);
    this.lots.put(lot, { ...known, scrapped: subtract(known.scrapped, quantity, lot) });
  }

  /** More of a lot that is known, or a new lot with a free status. */
  receive(lot: Omit<Lot, 'status' | 'scrapped'> & { readonly status?: string }): Lot {
    const known = this.lots.get(lot.lot);
    const received: Lot = known
      ? { ...known, quantity: add(known.quantity, lot.quantity) }
      : { scrapped: '0', ...lot, status: lot.status ?? this.statuses[0]! };
    this.lots.put(lot.lot, received);
    return received;
  }

  /** The lots, and those that are only noted, for the control address. `shown` names a restricted lot's status. */
  state(shown: string): Record<string, object> {
    const state: Record<string, object> = {};
    for (const lot of this.lots.all())
      state[lot.lot] = {
        ...lot,
        held: this.held(lot),
        status: this.isRestricted(lot.lot) ? shown : lot.status,
        ownStatus: lot.status,
      };
    for (const { lot, quantity } of this.restrictions.all())
      state[lot] ??= {
        quantity: '0',
        held: quantity ?? '0',
        scrapped: '0',
        status: this.isRestricted(lot) ? shown : 'not known',
        noted: true,
      };
    return state;
  }

  private stricter(a: string, b: string): string {
    return this.statuses.indexOf(a) >= this.statuses.indexOf(b) ? a : b;
  }
}
