import type { LotBook } from '../core/lots';
import { pagesOf } from '../core/pages';
import type { Route } from '../core/route';
import type { Store } from '../core/store';
import type { Production } from '../data/seed';

/** All that the MES has, page by page: lots, and what was made from what. */
export function mesPages(store: Store, book: LotBook): Route[] {
  return [
    pagesOf(
      'lot-page',
      '/lot-pages',
      'lots',
      book.lots,
      ({ plant }, asked) => plant === asked,
      ({ lot, unit, location, quantity, status }) => ({ lot, unit, location, quantity, lotStatus: status }),
    ),
    pagesOf(
      'production-page',
      '/production-pages',
      'productions',
      store.collection<Production>('productions'),
      ({ plant }, asked) => plant === asked,
      ({ order, workCentre, finishedAt, lot, quantity, consumed }) => ({
        order,
        workCentre,
        finishedAt,
        lot,
        quantity,
        consumed,
      }),
    ),
  ];
}
