import { z } from 'zod';
import type { Effects } from '../core/effects';
import type { LotBook } from '../core/lots';
import type { Outbox } from '../core/outbox';
import { Refusal } from '../core/refusal';
import { type Route, write } from '../core/route';
import type { Collection, Store } from '../core/store';
import type { Enterprise, SeedTransfer } from '../data/seed';

export const ON_THE_WAY = 'IN-TRANSIT';
const NewTransfer = z.object({ id: z.string().min(1), lot: z.string().min(1), to: z.string().min(1) });

/** Lots on their way from one plant to another, whole; both ends are announced. */
export class Transfers {
  private readonly transfers: Collection<SeedTransfer>;

  constructor(
    store: Store,
    private readonly book: LotBook,
    private readonly outbox: Outbox,
  ) {
    this.transfers = store.collection('transfers');
  }

  seed({ transfers }: Enterprise): void {
    transfers.forEach((transfer) => this.transfers.put(transfer.id, transfer));
  }

  all(): SeedTransfer[] {
    return this.transfers.all();
  }

  routes(effects: Effects): Route[] {
    const idOf = (_input: unknown, request: { readonly params: Readonly<Record<string, unknown>> }) =>
      String(request.params.id);
    return [
      write(
        effects,
        'transfer',
        '/transfers',
        NewTransfer,
        ({ id }) => id,
        (transfer) => this.dispatch(transfer),
      ),
      write(effects, 'transfer-receipt', '/transfers/:id/receipt', z.object({}), idOf, (input, request) =>
        this.receive(idOf(input, request)),
      ),
    ];
  }

  private dispatch({ id, lot, to }: z.infer<typeof NewTransfer>): SeedTransfer {
    if (this.transfers.get(id)) throw new Refusal('TRANSFER_EXISTS', `${id} exists.`, 409);
    const known = this.book.need(lot);
    if (this.book.isRestricted(lot)) throw new Refusal('STOCK_BLOCKED', `${lot} is blocked.`, 409);
    if (known.plant === to) throw new Refusal('SAME_PLANT', `${lot} is at ${to}.`);
    const { plant: from, quantity } = known;
    const transfer = { id, lot, quantity, from, to, dispatchedAt: new Date().toISOString() };
    this.transfers.put(id, transfer);
    this.book.lots.put(lot, { ...known, location: ON_THE_WAY });
    this.announce('erp.transfer.dispatched.v1', transfer, known.unit, null);
    return transfer;
  }

  private receive(id: string): SeedTransfer {
    const transfer = this.transfers.get(id);
    if (!transfer) throw new Refusal('UNKNOWN_TRANSFER', `Nothing is on its way as ${id}.`, 404);
    const known = this.book.need(transfer.lot);
    const location = `${transfer.to.toUpperCase()}-STORE`;
    this.transfers.remove(id);
    this.book.lots.put(transfer.lot, { ...known, plant: transfer.to, location });
    this.announce('erp.transfer.received.v1', transfer, known.unit, location);
    return transfer;
  }

  private announce(
    type: string,
    { id, lot, from, to, quantity }: SeedTransfer,
    unit: string,
    location: string | null,
  ): void {
    this.outbox.announce(type, lot, {
      transfer: id,
      lot,
      from,
      to,
      quantity: { value: quantity, unit },
      ...(location && { location }),
    });
  }
}
