import { z } from 'zod';
import type { Effects } from '../core/effects';
import { type NewLot, NewLot as NewLotBody } from '../core/kind';
import type { Lot, LotBook } from '../core/lots';
import type { Outbox } from '../core/outbox';
import { isZero } from '../core/quantity';
import { Refusal } from '../core/refusal';
import { type Route, write } from '../core/route';
import { itemOf, learnedLot } from '../core/seed';
import type { ErpRevisions } from './revisions';
import { ANNOUNCED, STOCK_STATUSES } from './statuses';

/** How stock comes in: purchase receipts, and decisions that a lot may be used. All of it is announced. */
export class Receipts {
  constructor(
    private readonly book: LotBook,
    private readonly items: ErpRevisions,
    private readonly outbox: Outbox,
  ) {}

  receive(lot: Parameters<LotBook['receive']>[0]): void {
    this.book.receive(lot);
    this.announce(lot.lot, lot.quantity);
  }

  /** Free stock at the plant's store. */
  learn(lots: readonly NewLot[], announced: boolean): void {
    for (const lot of lots) {
      const revision = this.items.active(itemOf(lot.lot), lot.plant);
      const learned = learnedLot(lot, `${lot.plant.toUpperCase()}-STORE`, revision);
      if (announced) this.receive(learned);
      else this.book.receive(learned);
    }
  }

  announce(lot: string, quantity: string): void {
    const { plant, location, unit, supplier, supplierLot, status } = this.book.need(lot);
    if (isZero(quantity)) return;
    this.outbox.announce('erp.lot.received.v1', lot, {
      lot,
      plant,
      location,
      quantity: { value: quantity, unit },
      supplier,
      supplierLot,
      status: ANNOUNCED[status],
    });
  }

  routes(effects: Effects): Route[] {
    return [
      write(
        effects,
        'goods-receipt',
        '/goods-receipts',
        NewLotBody.extend({ status: z.enum(STOCK_STATUSES), supplier: z.string(), supplierLot: z.string() }),
        ({ lot }) => lot,
        ({ status, supplier, supplierLot, ...lot }) => {
          const revision = this.items.active(itemOf(lot.lot), lot.plant);
          if (revision === null)
            throw new Refusal('UNKNOWN_MATERIAL', `${itemOf(lot.lot)} is not kept at ${lot.plant}.`);
          this.receive({
            ...learnedLot(lot, `${lot.plant.toUpperCase()}-STORE`, revision),
            status,
            supplier,
            supplierLot,
          });
          return { lot: lot.lot, stockStatus: status };
        },
      ),
      write(
        effects,
        'usage-decision',
        '/usage-decisions',
        z.object({ lot: z.string(), stockStatus: z.enum(STOCK_STATUSES) }),
        ({ lot }) => lot,
        ({ lot, stockStatus }) => this.decideUsage(this.book.need(lot), stockStatus),
      ),
    ];
  }

  private decideUsage(lot: Lot, status: (typeof STOCK_STATUSES)[number]): object {
    this.book.lots.put(lot.lot, { ...lot, status });
    // It lies where it lay, in another status; no count has changed.
    this.outbox.announce('erp.stock.moved.v1', lot.lot, {
      lot: lot.lot,
      plant: lot.plant,
      from: lot.location,
      to: lot.location,
      quantity: { value: lot.quantity, unit: lot.unit },
      status: ANNOUNCED[status],
    });
    return { lot: lot.lot, stockStatus: status };
  }
}
