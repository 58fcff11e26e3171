import type { Action } from '../core/documents';
import type { LotBook } from '../core/lots';
import type { Outbox } from '../core/outbox';
import { subtract } from '../core/quantity';
import type { Receipts } from './receipts';

const REGRADED = '/GRADE-2';

/** The ERP's material movements, allowed on blocked stock too. */
export function movements(book: LotBook, outbox: Outbox, receipts: Receipts): Record<string, Action> {
  const tell = (type: string, disposition: string, lot: string, value: string) =>
    outbox.announce(type, lot, { disposition, lot, quantity: { value, unit: book.need(lot).unit } });
  return {
    /** Booked out at once; people then destroy the pieces. */
    scrap: {
      post: ({ lot, quantity }) => book.scrap(lot, quantity),
      cancel: ({ lot, quantity }) => book.unscrap(lot, quantity),
      finish: ({ reference, lot, quantity }) => tell('erp.scrap.confirmed.v1', reference, lot, quantity),
    },
    /** A return order first; stock leaves when people have loaded it. */
    return: {
      post: ({ lot, quantity }) => void subtract(book.need(lot).quantity, quantity, lot),
      cancel: () => undefined,
      finish: ({ reference, lot, quantity }) => {
        book.take(lot, quantity);
        tell('erp.return.issued.v1', reference, lot, quantity);
      },
    },
    /** To a lot of lower grade, free to use as such. */
    regrade: {
      post: ({ lot, quantity }) => {
        const { status: _, scrapped: __, ...from } = book.need(lot);
        book.take(lot, quantity);
        receipts.receive({ ...from, lot: `${lot}${REGRADED}`, quantity });
      },
      cancel: ({ lot, quantity }) => {
        book.take(`${lot}${REGRADED}`, quantity);
        book.putBack(lot, quantity);
      },
      finish: null,
    },
  };
}
