import type { LotBook } from '../core/lots';
import { pagesOf } from '../core/pages';
import type { Route } from '../core/route';
import type { Store } from '../core/store';
import type { Production } from '../data/seed';
import type { Built } from './serials';

/** All that the MES has, page by page: lots, what was made from what, and which lots serials are of. */
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
    pagesOf(
      'serial-page',
      '/serial-pages',
      'serials',
      store.collection<Built>('built-serials'),
      ({ lot }) => lot !== null,
      ({ serial, lot }) => ({ serial, lot }),
    ),
  ];
}
