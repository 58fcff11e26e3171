import { compare, isZero, subtract, type DecimalText } from '../../domain/decimal';
import type { Answer, Ask, CallContext, Effect, Observation } from '../port';
import { answerEach, observeEach, type Instance } from './context';
import { take, transfer } from './documents';
import { lock, readLock, unlock } from './lock';
import { ensureLot, findLot, freeStock, type LotRecords } from './lots';
import { freeOrders, holdOrders } from './order-hold';
import { TrytonRefusal } from './refusal';
import type { TrytonCaller } from './rpc';
import { placesOf, type Places } from './site';
import { quarantinedOf, standingOf, totalOf, type Standing } from './standing';

/**
 * Restricts a lot in a Tryton instance by three means, and none alone would do: the lock (Tryton has it as a shelf life
 * that is over) stops every way out; an order hold stops the orders that have the lot already, step by step; a transfer
 * to quarantine takes what is free from where the floor would find it.
 *
 * The lock is for a whole lot. A part is held by its lying in quarantine, and the lock comes off once all of it does.
 */
export class LotEffect implements Effect {
  /** Lock and order hold are states; each transfer is found by the ask's key. */
  readonly repeat = 'findable';
  /** Some fifty small calls a lot: more would not be done within a visit's time. */
  readonly batch = 5;

  constructor(private readonly instance: Instance) {}

  ask(asks: readonly Ask[], context: CallContext): Promise<Answer[]> {
    return answerEach(this.instance, asks, context, async (tryton, ask) => {
      const lot =
        ask.desired.state === 'free'
          ? await this.known(tryton, ask)
          : await ensureLot(tryton, ask.subject.id);
      const { native } = await readLock(tryton, lot);
      if (ask.desired.state === 'free') await this.free(tryton, ask, lot);
      else await this.hold(tryton, ask, lot);
      return { target: ask.target, outcome: 'acknowledged', prior: native };
    });
  }

  observe(asks: readonly Ask[], context: CallContext): Promise<Observation[]> {
    return observeEach(this.instance, asks, context, (tryton, ask) => this.observeOne(tryton, ask));
  }

  private async hold(tryton: TrytonCaller, ask: Ask, lot: LotRecords): Promise<void> {
    const places = await this.places(tryton);
    const whole = ask.whole || isAll(ask, await totalOf(tryton, lot, places));
    if (whole) return this.holdWhole(tryton, ask, lot, places);
    const quantity = ask.desired.quantity!;
    if (await this.keepInQuarantine(tryton, ask, lot, places, quantity)) return this.loosen(tryton, ask, lot);
    // Some of the part is not to be had for quarantine, being assigned: until it is, all of the lot stays held.
    await lock(tryton, lot);
    await holdOrders(tryton, this.instance.site, lot, ask.detail.hold);
  }

  private async holdWhole(tryton: TrytonCaller, ask: Ask, lot: LotRecords, places: Places): Promise<void> {
    const refused = await lock(tryton, lot).catch(refusalOnly);
    await holdOrders(tryton, this.instance.site, lot, ask.detail.hold);
    const free = await freeStock(tryton, lot, places.storage);
    if (free.length > 0) {
      await transfer(tryton, this.instance.site, {
        key: ask.key,
        lot,
        parts: free,
        from: places.storage,
        to: places.quarantine,
      });
    }
    if (
      refused &&
      compare((await standingOf(tryton, lot, places)).held, await totalOf(tryton, lot, places)) < 0
    )
      throw new TrytonRefusal(
        'NotLocked',
        `Not all of ${lot.name} is held, and it cannot be locked: ${refused.message}`,
      );
  }

  /** @returns whether at least `quantity` lies in quarantine now; more than that is put back */
  private async keepInQuarantine(
    tryton: TrytonCaller,
    ask: Ask,
    lot: LotRecords,
    places: Places,
    quantity: DecimalText,
  ): Promise<boolean> {
    const { site } = this.instance;
    const { quarantine, storage } = places;
    const there = await quarantinedOf(tryton, lot, places);
    const surplus = subtract(there, quantity);
    if (compare(surplus, '0') > 0) {
      const parts = take(await freeStock(tryton, lot, quarantine), surplus);
      return transfer(tryton, site, { key: ask.key, lot, parts, from: quarantine, to: storage }).then(
        () => true,
      );
    }
    if (isZero(surplus)) return true;
    const parts = take(await freeStock(tryton, lot, storage), subtract('0', surplus));
    if (parts.length === 0) return false;
    await transfer(tryton, site, { key: ask.key, lot, parts, from: storage, to: quarantine });
    return compare(await quarantinedOf(tryton, lot, places), quantity) >= 0;
  }

  /** Back to where it was, orders next, the lock last: whatever fails on the way, the lot is still held. */
  private async free(tryton: TrytonCaller, ask: Ask, lot: LotRecords): Promise<void> {
    const places = await this.places(tryton);
    const { quarantine, storage } = places;
    const ours = await quarantinedOf(tryton, lot, places);
    const parts = take(await freeStock(tryton, lot, quarantine), ours);
    this.checkDeadline(ask);
    if (parts.length > 0)
      await transfer(tryton, this.instance.site, { key: ask.key, lot, parts, from: quarantine, to: storage });
    await this.loosen(tryton, ask, lot);
  }

  private async loosen(tryton: TrytonCaller, ask: Ask, lot: LotRecords): Promise<void> {
    await freeOrders(tryton, lot);
    this.checkDeadline(ask);
    await unlock(tryton, lot, ask.restore);
  }

  /** Tryton cannot refuse what comes late, so we do, at the last moment that is ours (H2). */
  private checkDeadline({ deadline, subject }: Ask): void {
    if (deadline === null || Date.now() < Date.parse(deadline)) return;
    throw new TrytonRefusal('Late', `The free of ${subject.id} is past its deadline; it stays held.`);
  }

  private async observeOne(tryton: TrytonCaller, ask: Ask): Promise<Observation> {
    const { subject } = ask;
    const lot = await findLot(tryton, subject.id);
    if (!lot || lot.ids.length === 0) return { ...NOT_HERE, subject };
    const standing = await standingOf(tryton, lot, await this.places(tryton));
    const { locked, native, orders, total, held } = standing;
    const isHeld = locked || orders.length > 0 || !isZero(held);
    return {
      subject,
      state: isHeld ? 'held' : 'free',
      quantity: isHeld ? held : '0',
      onHand: total,
      native,
      cannotEnforce: isHeld && !locked ? withoutLock(ask, standing) : null,
      evidence: evidenceOf(standing, this.instance.site.options.quarantine),
    };
  }

  private places(tryton: TrytonCaller): Promise<Places> {
    return placesOf(tryton, this.instance.site);
  }

  private async known(tryton: TrytonCaller, { subject }: Ask): Promise<LotRecords> {
    const lot = await findLot(tryton, subject.id);
    if (!lot) throw new TrytonRefusal('Missing', `There is no item of lot ${subject.id} in this instance.`);
    return lot;
  }
}

/** What else can be done is done before the refusal is told. */
function refusalOnly(error: unknown): TrytonRefusal {
  if (error instanceof TrytonRefusal) return error;
  throw error;
}

/** As much is to be held as there is, or more. */
const isAll = ({ desired }: Ask, total: DecimalText) =>
  desired.quantity === null || compare(desired.quantity, total) >= 0;

const NOT_HERE = {
  state: 'unknown',
  quantity: null,
  onHand: null,
  native: null,
  cannotEnforce: null,
  evidence: 'no such lot',
} as const;

/** What holding without the lock is worth, for people. */
function withoutLock(ask: Ask, { quarantined, total }: Standing): string {
  if (ask.whole || isAll(ask, total))
    return `The lot is not locked: ${quarantined} of ${total} rests in quarantine, the rest on order holds.`;
  return `Tryton cannot lock part of a lot: ${quarantined} of ${total} lies in quarantine, and nothing but its tag tells it from the rest.`;
}

const evidenceOf = ({ locked, quarantined, total, orders }: Standing, quarantine: string): string =>
  [
    locked ? 'locked (shelf life 2000-01-01)' : 'not locked',
    `${quarantined} of ${total} in ${quarantine}`,
    ...(orders.length > 0 ? [`orders held: ${orders.join(', ')}`] : []),
  ].join('; ');
