import type { Action } from './documents';
import type { LotBook } from './lots';

/** Pieces that leave a lot for good, restricted or not, where booking them is all there is to do. */
export function bookOut(book: LotBook): {
  readonly scrap: Action;
  readonly return: Action;
  readonly regrade: Action;
  readonly transfer: Action;
} {
  const leave: Action = {
    post: ({ lot, quantity }) => book.take(lot, quantity),
    cancel: ({ lot, quantity }) => book.putBack(lot, quantity),
    finish: null,
  };
  return {
    scrap: {
      post: ({ lot, quantity }) => book.scrap(lot, quantity),
      cancel: ({ lot, quantity }) => book.unscrap(lot, quantity),
      finish: null,
    },
    return: leave,
    /** As the grade that it becomes it is free to use. */
    regrade: into(book, book.statuses[0]),
    transfer: into(book),
  };
}

/** Pieces become pieces of another lot; without one they leave for good. @param status theirs from then on; as it was, otherwise */
const into = (book: LotBook, status?: string): Action => ({
  post: ({ lot, output, quantity }) =>
    output === null ? book.take(lot, quantity) : book.moveInto(lot, output, quantity, status),
  cancel: ({ lot, output, quantity }) => {
    if (output !== null) book.take(output, quantity);
    book.putBack(lot, quantity);
  },
  finish: null,
});
