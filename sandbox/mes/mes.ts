import { documentRoutes } from '../core/document-routes';
import { DocumentBook } from '../core/documents';
import { ItemBook } from '../core/items';
import type { Kind, Parts } from '../core/kind';
import { LotBook } from '../core/lots';
import { OrderBook } from '../core/orders';
import { itemOf, learnedLot, seededLot } from '../core/seed';
import { lotHoldRoutes } from './lot-holds';
import { ProductionLog } from './production';
import { LOT_STATUSES } from './statuses';
import { tasks } from './tasks';

const ON_THE_WAY = 'IN-TRANSIT';

/** The reference MES of one plant: lots at the line, what may be consumed, tasks of the shop floor, what was made. */
export function createMes({ name, plant, store, effects, outbox }: Parts): Kind {
  if (plant === null) throw new Error(`${name}: a MES belongs to a plant, and none was given.`);
  const book = new LotBook(store, LOT_STATUSES);
  const items = new ItemBook(store);
  const orders = new OrderBook(store);
  const log = new ProductionLog(store, plant, book, orders);
  const work = new DocumentBook(store, 'task', tasks(book, outbox));

  return {
    routes: [
      ...lotHoldRoutes(book, effects),
      ...documentRoutes(work, effects, {
        name: 'task',
        field: 'work',
        actions: ['sort', 'rework', 'repair', 'scrap', 'return', 'regrade'],
        done: 'completion',
      }),
      ...log.routes(effects),
    ],
    work: {
      waiting: () => work.waiting().map(({ reference }) => reference),
      finish: (reference) => void work.finish(reference),
    },
    seed: (enterprise) => {
      items.seed(enterprise, [plant]);
      orders.seed(enterprise.orders.filter((order) => order.plant === plant));
      log.seed(enterprise);
      for (const lot of enterprise.lots) {
        if (lot.plant !== plant || lot.location === ON_THE_WAY) continue;
        const words = { free: 'available', inspection: 'pending inspection' };
        book.lots.put(lot.lot, seededLot(lot, words, items.active(itemOf(lot.lot), plant)));
      }
    },
    learn: (lots) =>
      lots.forEach((lot) => book.receive(learnedLot(lot, 'LINE', items.active(itemOf(lot.lot), plant)))),
    state: () => ({
      lots: book.state('on hold'),
      orders: orders.state(),
      items: items.state(),
      tasks: work.state(),
    }),
    error: ({ code, message }) => ({ fault: code, detail: message }),
  };
}
