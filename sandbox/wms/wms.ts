import { bookOut } from '../core/book-out';
import { documentRoutes } from '../core/document-routes';
import { DocumentBook } from '../core/documents';
import type { Kind, Parts } from '../core/kind';
import { LotBook } from '../core/lots';
import { learnedLot, seededLot } from '../core/seed';
import { allocationBlockRoutes } from './allocation-blocks';
import { wmsPages } from './pages';
import { Shipments } from './shipments';
import { CONDITIONS } from './statuses';

/** The reference WMS: what may be allocated, and shipments on their way to the door. */
export function createWms({ store, effects, outbox }: Parts): Kind {
  const book = new LotBook(store, CONDITIONS);
  const shipments = new Shipments(store, book, outbox);
  const offs = new DocumentBook(store, 'write-off', bookOut(book));

  return {
    routes: [
      ...allocationBlockRoutes(book, effects),
      ...shipments.routes(effects),
      ...wmsPages(book),
      ...documentRoutes(offs, effects, {
        name: 'write-off',
        field: 'cause',
        actions: ['scrap', 'return', 'regrade'],
      }),
    ],
    // Its people pick and load, and nobody asks them to by a disposition.
    work: { waiting: () => [], finish: () => undefined },
    seed: (enterprise) => {
      for (const lot of enterprise.lots)
        book.lots.put(lot.lot, seededLot(lot, { free: 'available', inspection: 'inspection' }, null));
      shipments.seed(enterprise);
    },
    learn: (lots) => lots.forEach((lot) => book.receive(learnedLot(lot, 'RACK', null))),
    tick: () => undefined,
    state: () => ({
      lots: book.state('allocation blocked'),
      shipments: shipments.state(),
      writeOffs: offs.state(),
    }),
    error: ({ code, message }) => ({ errors: [{ code, message }] }),
  };
}
