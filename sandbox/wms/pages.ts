import type { LotBook } from '../core/lots';
import { pagesOf } from '../core/pages';
import type { Route } from '../core/route';

const ON_THE_WAY = 'IN-TRANSIT';

/** All that the WMS has at a plant, page by page. */
export const wmsPages = (book: LotBook): Route[] => [
  pagesOf(
    'inventory-page',
    '/inventory-pages',
    'inventory',
    book.lots,
    ({ plant }, asked) => plant === asked,
    ({ lot, unit, location, quantity, status }) => ({
      lot,
      unit,
      bins: [{ bin: location, quantity, condition: status, onTheRoad: location === ON_THE_WAY }],
    }),
  ),
];
