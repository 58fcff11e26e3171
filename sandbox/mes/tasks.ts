import type { Action, Document } from '../core/documents';
import { conforms, inspectionPlan } from '../core/inspection-plan';
import type { LotBook } from '../core/lots';
import { MEASURED_LOT, measuredPieces } from '../core/measurements';
import type { Outbox } from '../core/outbox';
import { rest, subtract } from '../core/quantity';

/** What the shop floor carries out on held material. */
export function tasks(book: LotBook, outbox: Outbox): Record<string, Action> {
  const tell = (type: string, { reference, lot, quantity }: Document, more: object = {}) =>
    outbox.announce(type, lot, {
      disposition: reference,
      lot,
      quantity: { value: quantity, unit: book.need(lot).unit },
      ...more,
    });
  const isThere = ({ lot, quantity }: Document) => void subtract(book.need(lot).quantity, quantity, lot);
  const worked: Action = {
    post: isThere,
    cancel: () => undefined,
    finish: (document) => tell('mes.rework.finished.v1', document),
  };
  return {
    sort: {
      post: isThere,
      cancel: () => undefined,
      finish: (document) => {
        const bad = String(countBad(book, document));
        tell('mes.sort.finished.v1', document, { good: rest(document.quantity, bad), bad });
      },
    },
    rework: worked,
    repair: worked,
    /** The pieces are booked out of the lot at once. */
    scrap: {
      post: ({ lot, quantity }) => book.scrap(lot, quantity),
      cancel: ({ lot, quantity }) => book.unscrap(lot, quantity),
      finish: null,
    },
  };
}

/**
 * Pieces that fail the plan of the lot's own revision. Only one lot was really measured; any other is all good. What was
 * scrapped of the lot is taken to be the pieces that failed: a second sort does not find them again.
 */
function countBad(book: LotBook, { lot, quantity }: Document): number {
  const { item, revision, scrapped } = book.need(lot);
  const plan = revision === null ? null : inspectionPlan(item, revision);
  if (lot !== MEASURED_LOT || !plan) return 0;
  let gone = Number(scrapped);
  const present = measuredPieces().filter((piece) => conforms(plan, piece) || gone-- <= 0);
  return present.slice(0, Number(quantity)).filter((piece) => !conforms(plan, piece)).length;
}
