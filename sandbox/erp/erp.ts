import { documentRoutes } from '../core/document-routes';
import { DocumentBook } from '../core/documents';
import { ItemBook } from '../core/items';
import type { Kind, Parts } from '../core/kind';
import { LotBook } from '../core/lots';
import { OrderBook } from '../core/orders';
import { itemOf, seededLot } from '../core/seed';
import type { Enterprise, SeedTransfer } from '../data/enterprise';
import { Deliveries } from './deliveries';
import { exposureRoutes } from './exposures';
import { GoodsIssues } from './goods-issues';
import { movements } from './movements';
import { Receipts } from './receipts';
import { STOCK_STATUSES } from './statuses';
import { stockRoutes } from './stock';

/** The reference ERP: stock by status, what is blocked of it, and the documents that move it. */
export function createErp({ store, effects, outbox }: Parts): Kind {
  const book = new LotBook(store, STOCK_STATUSES);
  const items = new ItemBook(store);
  const orders = new OrderBook(store);
  const receipts = new Receipts(book, items, outbox);
  const deliveries = new Deliveries(store, book, outbox);
  const issues = new GoodsIssues(store, book);
  const transfers = store.collection<SeedTransfer>('transfers');
  const documents = new DocumentBook(store, 'material-document', movements(book, outbox, receipts));

  return {
    routes: [
      ...stockRoutes(book, effects),
      ...documentRoutes(documents, effects, {
        name: 'material-document',
        field: 'movement',
        actions: ['scrap', 'return', 'regrade'],
        done: 'confirmation',
      }),
      ...receipts.routes(effects),
      ...deliveries.routes(effects),
      ...issues.routes(effects),
      ...exposureRoutes(deliveries, issues, () => transfers.all()),
    ],
    work: {
      waiting: () => documents.waiting().map(({ reference }) => reference),
      finish: (reference) => void documents.finish(reference),
    },
    seed: (enterprise) => {
      items.seed(enterprise, enterprise.plants);
      orders.seed(enterprise.orders);
      deliveries.seed(enterprise);
      issues.seed(enterprise);
      enterprise.transfers.forEach((transfer) => transfers.put(transfer.id, transfer));
      seedLots(enterprise);
    },
    learn: (lots) => receipts.learn(lots),
    state: () => ({
      lots: book.state('blocked'),
      orders: orders.state(),
      items: items.state(),
      deliveries: Object.fromEntries(deliveries.all().map((delivery) => [delivery.id, delivery])),
      documents: documents.state(),
    }),
    error: ({ code, message }) => ({ error: { code, message } }),
  };

  function seedLots({ lots }: Enterprise): void {
    for (const lot of lots) {
      const revision = items.active(itemOf(lot.lot), lot.plant);
      book.lots.put(
        lot.lot,
        seededLot(lot, { free: 'unrestricted', inspection: 'quality inspection' }, revision),
      );
      receipts.announce(lot.lot, lot.quantity);
    }
  }
}
