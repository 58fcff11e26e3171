import { bookOut } from '../core/book-out';
import type { Action, Document } from '../core/documents';
import type { LotBook } from '../core/lots';
import type { Outbox } from '../core/outbox';
import { subtract } from '../core/quantity';
import type { PostingPeriods } from './posting-periods';

/** The ERP's material movements, allowed on blocked stock too. */
export function movements(book: LotBook, outbox: Outbox, periods: PostingPeriods): Record<string, Action> {
  const tell = (type: string, { reference, lot, quantity, unit }: Document) =>
    outbox.announce(type, lot, { disposition: reference, lot, quantity: { value: quantity, unit } });
  /** Nothing is posted to a period that is closed. */
  const inOpenPeriod = (action: Action): Action => ({
    ...action,
    post: (document) => {
      periods.refuse(document.postingDate);
      action.post(document);
    },
  });
  return {
    /** Booked out at once; people then destroy the pieces. */
    scrap: inOpenPeriod({
      ...bookOut(book).scrap,
      finish: (document) => tell('erp.scrap.confirmed.v1', document),
    }),
    /** A return order first; stock leaves when people have loaded it. */
    return: inOpenPeriod({
      post: ({ lot, quantity }) => void subtract(book.need(lot).quantity, quantity, lot),
      cancel: () => undefined,
      finish: (document) => {
        book.take(document.lot, document.quantity);
        tell('erp.return.issued.v1', document);
      },
    }),
    /** From lot to lot: who has it posted knows of it, so nothing is announced. */
    regrade: inOpenPeriod(bookOut(book).regrade),
    transfer: inOpenPeriod(bookOut(book).transfer),
  };
}
