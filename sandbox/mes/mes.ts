import { documentRoutes } from '../core/document-routes';
import { DocumentBook } from '../core/documents';
import type { Kind, Parts } from '../core/kind';
import { LotBook } from '../core/lots';
import { OrderBook } from '../core/orders';
import { itemOf, learnedLot, seededLot } from '../core/seed';
import { Checkpoints } from './checkpoints';
import { Consumptions } from './consumptions';
import { announceHistory } from './history';
import { lotHoldRoutes } from './lot-holds';
import { OpenLots } from './open-lots';
import { dispatchRoutes } from './order-dispatch';
import { OrderHolds } from './order-holds';
import { orderRoutes } from './order-routes';
import { mesPages } from './pages';
import { ProductionLog } from './production';
import { regroupingRoutes } from './regroupings';
import { mesRevisionRoutes, mesRevisions, seedMesRevisions } from './revisions';
import { Serials } from './serials';
import { StartBook } from './starts';
import { LOT_STATUSES } from './statuses';
import { tasks } from './tasks';
import { WorkCentres } from './work-centres';

const ON_THE_WAY = 'IN-TRANSIT';

/** The reference MES of one plant: what is made there, by which revision, and which lots at the line may be consumed. */
export function createMes(parts: Parts): Kind {
  const { name, plant, means, store, effects, outbox } = parts;
  if (plant === null) throw new Error(`${name}: a MES belongs to a plant, and none was given.`);
  const book = new LotBook(store, LOT_STATUSES, means);
  const workCentres = new WorkCentres(store, outbox);
  const items = mesRevisions(parts, workCentres);
  const orders = new OrderBook(store);
  const starts = new StartBook(store, items);
  const orderHolds = new OrderHolds(store);
  const serials = new Serials(store, items);
  const log = new ProductionLog(store, plant);
  const consumptions = new Consumptions(store, plant, book, orders, outbox);
  const checkpoints = new Checkpoints(store, plant, orders, outbox);
  const openLots = new OpenLots(store, book, orders, items, orderHolds, log, serials, outbox);
  const work = new DocumentBook(store, 'task', tasks(book, items, outbox));

  return {
    routes: [
      ...lotHoldRoutes(book, effects),
      ...documentRoutes(work, effects, {
        name: 'task',
        field: 'work',
        actions: ['sort', 'rework', 'repair', 'scrap', 'return', 'regrade'],
        done: 'completion',
      }),
      ...log.routes(),
      ...consumptions.routes(effects),
      ...regroupingRoutes(plant, book, outbox, effects),
      ...mesRevisionRoutes(items, effects, ({ item }) => ({
        openLots: openLots.of(item),
        nextSerial: serials.next(item),
      })),
      ...mesPages(store, book),
      ...workCentres.routes(effects),
      ...starts.routes(effects),
      ...checkpoints.routes(effects),
      ...orderRoutes(parts, { orders, items, starts, orderHolds, checkpoints, plant }),
      ...dispatchRoutes(effects, { orders, items, starts, workCentres, plant }),
      ...orderHolds.routes((order) => orders.get(order) !== undefined, effects),
      ...openLots.routes(effects),
      ...serials.routes(effects),
    ],
    work: {
      waiting: () => work.waiting().map(({ reference }) => reference),
      finish: (reference) => void work.finish(reference),
    },
    seed: (enterprise) => {
      workCentres.seed(enterprise, plant);
      seedMesRevisions(items, enterprise, plant);
      serials.seed(enterprise, plant);
      orders.seed(enterprise.orders.filter((order) => order.plant === plant));
      log.seed(enterprise);
      announceHistory(enterprise, plant, outbox);
      for (const lot of enterprise.lots) {
        if (lot.plant !== plant || lot.location === ON_THE_WAY) continue;
        const words = { free: 'available', inspection: 'pending inspection' };
        book.lots.put(lot.lot, seededLot(lot, words, items.active(itemOf(lot.lot), plant)));
      }
    },
    learn: (lots) =>
      lots.forEach((lot) => book.receive(learnedLot(lot, 'LINE', items.active(itemOf(lot.lot), plant)))),
    tick: () => items.switchDue(),
    state: () => ({
      lots: book.state('on hold'),
      orders: orders.state(),
      items: items.state(),
      starts: starts.state(),
      checkpoints: checkpoints.state(),
      orderHolds: orderHolds.state(),
      tasks: work.state(),
    }),
    error: ({ code, message }) => ({ fault: code, detail: message }),
  };
}
