import { bookOut } from '../core/book-out';
import type { Action, Document } from '../core/documents';
import { conforms, type InspectionPlan } from '../core/inspection-plan';
import type { LotBook } from '../core/lots';
import { MEASURED_LOT, measuredPieces } from '../core/measurements';
import type { Outbox } from '../core/outbox';
import { rest, subtract } from '../core/quantity';
import type { MesRevisions } from './revisions';

/**
 * What the shop floor carries out on held material. A task may bring material to the bench that was never at a line of
 * this MES: a lot that it does not know is worked on all the same, and one that it knows must have the pieces.
 */
export function tasks(book: LotBook, items: MesRevisions, outbox: Outbox): Record<string, Action> {
  const tell = (type: string, { reference, lot, quantity, unit }: Document, more: object = {}) =>
    outbox.announce(type, lot, { disposition: reference, lot, quantity: { value: quantity, unit }, ...more });
  const bench: Pick<Action, 'post' | 'cancel'> = {
    post: ({ lot, quantity }) => void subtract(book.lots.get(lot)?.quantity ?? quantity, quantity, lot),
    cancel: () => undefined,
  };
  /** Reworked pieces stay in their lot, or come out as another. */
  const worked: Action = {
    ...bench,
    finish: (document) => {
      const { lot, output, quantity } = document;
      if (output !== null && book.lots.get(lot)) book.moveInto(lot, output, quantity);
      tell('mes.rework.finished.v1', document, output === null ? {} : { output });
    },
  };
  return {
    ...bookOut(book),
    sort: {
      ...bench,
      finish: (document) => {
        const bad = String(countBad(book, items, document));
        tell('mes.sort.finished.v1', document, { good: rest(document.quantity, bad), bad });
      },
    },
    rework: worked,
    repair: worked,
  };
}

/**
 * Pieces that fail the specification that the sort was ordered with, or else the plan of the lot's own revision. Only one
 * lot was really measured; any other is all good. What was scrapped of the lot is taken to be pieces that failed, those of
 * its own plan first: a second sort does not find them again.
 */
function countBad(book: LotBook, items: MesRevisions, { lot, quantity, specification }: Document): number {
  const known = book.lots.get(lot);
  if (lot !== MEASURED_LOT || !known?.revision) return 0;
  const own = items.content(known.item, known.revision)?.limits ?? null;
  const asked = specification?.plan ?? own;
  if (!asked) return 0;
  const pieces = measuredPieces();
  const fails = (plan: InspectionPlan | null) => pieces.filter((piece) => plan && !conforms(plan, piece));
  const gone = new Set([...new Set([...fails(own), ...fails(asked)])].slice(0, Number(known.scrapped)));
  const present = pieces.filter((piece) => !gone.has(piece));
  return present.slice(0, Number(quantity)).filter((piece) => !conforms(asked, piece)).length;
}
