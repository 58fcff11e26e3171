import type { Action } from '../core/documents';
import type { LotBook } from '../core/lots';

/** Pieces that leave the warehouse's books, allowed on blocked material too. */
export function writeOffs(book: LotBook): Record<string, Action> {
  return {
    scrap: {
      post: ({ lot, quantity }) => book.scrap(lot, quantity),
      cancel: ({ lot, quantity }) => book.unscrap(lot, quantity),
      finish: null,
    },
    return: {
      post: ({ lot, quantity }) => book.take(lot, quantity),
      cancel: ({ lot, quantity }) => book.putBack(lot, quantity),
      finish: null,
    },
  };
}
