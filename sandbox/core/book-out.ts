import type { Action } from './documents';
import type { LotBook } from './lots';

/** Pieces that leave a lot for good, restricted or not, where booking them is all there is to do. */
export function bookOut(book: LotBook): {
  readonly scrap: Action;
  readonly return: Action;
  readonly regrade: Action;
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
    regrade: leave,
  };
}
