import { bookOut } from '../core/book-out';
import { documentRoutes } from '../core/document-routes';
import { DocumentBook } from '../core/documents';
import type { Kind, Parts } from '../core/kind';
import { LotBook } from '../core/lots';
import { learnedLot, seededLot } from '../core/seed';
import { allocationBlockRoutes } from './allocation-blocks';
import { AuthorizationBook } from './authorizations';
import { HandlingUnits } from './handling-units';
import { inventoryRoutes } from './inventory';
import { wmsPages } from './pages';
import { quarantineMoveRoutes } from './quarantine-moves';
import { Shipments } from './shipments';
import { CONDITIONS } from './statuses';

/** The reference WMS: what may be allocated, and shipments on their way to the door. */
export function createWms({ means, store, effects, outbox }: Parts): Kind {
  const book: LotBook = new LotBook(store, CONDITIONS, means, (lot) => shipments.offShelf(lot));
  const authorizations = new AuthorizationBook(store);
  const shipments = new Shipments(store, book, outbox, authorizations);
  const units = new HandlingUnits(store, book);
  const offs = new DocumentBook(store, 'write-off', bookOut(book));

  return {
    routes: [
      ...inventoryRoutes(book, units, shipments),
      ...(means === 'move' ? quarantineMoveRoutes(book, effects) : allocationBlockRoutes(book, effects)),
      ...units.routes(effects),
      ...shipments.routes(effects),
      ...wmsPages(book),
      ...documentRoutes(offs, effects, {
        name: 'write-off',
        field: 'cause',
        actions: ['scrap', 'return', 'regrade', 'transfer'],
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
      lots: book.state(means === 'move' ? 'in quarantine' : 'allocation blocked'),
      shipments: shipments.state(),
      authorizations: authorizations.state(),
      writeOffs: offs.state(),
    }),
    error: ({ code, message }) => ({ errors: [{ code, message }] }),
  };
}
