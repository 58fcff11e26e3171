import { documentRoutes } from '../core/document-routes';
import { DocumentBook } from '../core/documents';
import type { Kind, Parts } from '../core/kind';
import { LotBook } from '../core/lots';
import { OrderBook } from '../core/orders';
import { itemOf, seededLot } from '../core/seed';
import type { Enterprise, SeedPurchase } from '../data/seed';
import { Confirmations } from './confirmations';
import { Deliveries } from './deliveries';
import { exposureRoutes } from './exposures';
import { GoodsIssues } from './goods-issues';
import { announceHistory } from './history';
import { movements } from './movements';
import { openObjectRoutes } from './open-objects';
import { erpPages } from './pages';
import { orderQueryRoutes } from './order-queries';
import { PeriodBlocks } from './period-blocks';
import { PostingPeriods } from './posting-periods';
import { productionOrderRoutes } from './production-orders';
import { Receipts } from './receipts';
import { erpRevisionRoutes, erpRevisions, seedErpRevisions } from './revisions';
import { STOCK_STATUSES } from './statuses';
import { stockRoutes } from './stock';
import { Transfers } from './transfers';

/** The reference ERP: stock by status, what is blocked of it, the documents that move it, and what planning builds by. */
export function createErp(parts: Parts): Kind {
  const { store, effects, outbox } = parts;
  const book = new LotBook(store, STOCK_STATUSES);
  const blocks = new PeriodBlocks(store);
  const items = erpRevisions(parts, blocks);
  const orders = new OrderBook(store);
  const receipts = new Receipts(book, items, outbox);
  const deliveries = new Deliveries(store, book, outbox);
  const issues = new GoodsIssues(store, book);
  const transfers = new Transfers(store, book, outbox);
  const purchases = store.collection<SeedPurchase>('purchase-orders');
  const periods = new PostingPeriods(store);
  const confirmations = new Confirmations(store, orders, periods);
  const documents = new DocumentBook(store, 'material-document', movements(book, outbox, periods));

  return {
    routes: [
      ...stockRoutes(book, effects),
      ...documentRoutes(documents, effects, {
        name: 'material-document',
        field: 'movement',
        actions: ['scrap', 'return', 'regrade', 'transfer'],
        done: 'confirmation',
      }),
      ...receipts.routes(effects),
      ...deliveries.routes(effects),
      ...issues.routes(effects),
      ...transfers.routes(effects),
      ...exposureRoutes(deliveries, issues, orders, () => transfers.all()),
      ...erpRevisionRoutes(items, blocks, effects),
      ...blocks.routes(effects),
      ...periods.routes(effects),
      ...productionOrderRoutes(orders, items, outbox, effects),
      ...confirmations.routes(effects),
      ...orderQueryRoutes(orders, items, confirmations),
      ...erpPages(store, book, items),
      ...openObjectRoutes(book, orders, () => purchases.all(), items),
    ],
    work: {
      waiting: () => documents.waiting().map(({ reference }) => reference),
      finish: (reference) => void documents.finish(reference),
    },
    seed: (enterprise) => {
      seedErpRevisions(items, enterprise);
      orders.seed(enterprise.orders);
      deliveries.seed(enterprise);
      issues.seed(enterprise);
      enterprise.purchases.forEach((purchase) => purchases.put(purchase.id, purchase));
      transfers.seed(enterprise);
      seedLots(enterprise);
      announceHistory(enterprise, outbox);
    },
    learn: (lots, announced) => receipts.learn(lots, announced),
    tick: () => items.switchDue(),
    state: () => ({
      lots: book.state('blocked'),
      orders: orders.state(),
      items: items.state(),
      deliveries: Object.fromEntries(deliveries.all().map((delivery) => [delivery.id, delivery])),
      purchases: Object.fromEntries(purchases.all().map((purchase) => [purchase.id, purchase])),
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
    }
  }
}
