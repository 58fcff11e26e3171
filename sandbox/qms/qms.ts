import { documentRoutes } from '../core/document-routes';
import { DocumentBook } from '../core/documents';
import { ItemBook } from '../core/items';
import type { Kind, Parts } from '../core/kind';
import { LotBook } from '../core/lots';
import { itemOf, learnedLot, seededLot } from '../core/seed';
import { DECISIONS, dispositionReports, dispositionRoutes } from './dispositions';
import { Inspections } from './inspections';
import { Nonconformances } from './nonconformances';
import { noticeRoutes } from './notices';
import { registrationRoutes } from './registrations';
import { QUALITY_STATES } from './statuses';

/** The reference QMS: inspections, nonconformances, notices on lots, decisions about them. */
export function createQms({ name, store, effects, outbox }: Parts): Kind {
  const book = new LotBook(store, QUALITY_STATES);
  const items = new ItemBook(store);
  const nonconformances = new Nonconformances(store);
  const inspections = new Inspections(store, name, book, items, nonconformances, outbox);
  const reports = new DocumentBook(store, 'disposition-report', dispositionReports(inspections));

  return {
    routes: [
      ...registrationRoutes(nonconformances, effects),
      ...noticeRoutes(book, nonconformances, effects),
      ...inspections.routes(effects),
      ...dispositionRoutes(nonconformances, outbox, effects),
      ...documentRoutes(reports, effects, {
        name: 'disposition-report',
        field: 'decision',
        actions: DECISIONS,
        done: 'inspection',
      }),
    ],
    work: {
      waiting: () => reports.waiting().map(({ reference }) => reference),
      finish: (reference) => void reports.finish(reference),
    },
    seed: (enterprise) => {
      items.seed(enterprise, enterprise.plants);
      for (const lot of enterprise.lots) {
        const words = { free: 'cleared', inspection: 'in inspection' };
        book.lots.put(lot.lot, seededLot(lot, words, items.active(itemOf(lot.lot), lot.plant)));
      }
    },
    learn: (lots) =>
      lots.forEach((lot) =>
        book.receive(learnedLot(lot, lot.plant, items.active(itemOf(lot.lot), lot.plant))),
      ),
    state: () => ({
      lots: book.state('under notice'),
      items: items.state(),
      nonconformances: nonconformances.state(),
      inspections: inspections.state(),
      dispositionReports: reports.state(),
    }),
    error: ({ code, message }) => ({ problem: code, explanation: message }),
  };
}
