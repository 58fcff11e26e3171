import { documentRoutes } from '../core/document-routes';
import { DocumentBook } from '../core/documents';
import type { Kind, Parts } from '../core/kind';
import { LotBook } from '../core/lots';
import { itemOf, learnedLot, seededLot } from '../core/seed';
import { DECISIONS, dispositionReports, dispositionRoutes } from './dispositions';
import { Gauges } from './gauges';
import { InspectionLots } from './inspection-lots';
import { InspectionReports } from './inspection-reports';
import { Inspections } from './inspections';
import { LastReadings } from './last-readings';
import { Nonconformances } from './nonconformances';
import { noticeRoutes } from './notices';
import { qmsPlanRoutes, qmsPlans, seedQmsPlans } from './plans';
import { registrationRoutes } from './registrations';
import { QUALITY_STATES } from './statuses';

/** The reference QMS: plans, inspections, nonconformances, notices on lots, decisions about them. */
export function createQms(parts: Parts): Kind {
  const { name, store, effects, outbox } = parts;
  const book = new LotBook(store, QUALITY_STATES);
  const gauges = new Gauges(store);
  const items = qmsPlans(parts, gauges);
  const lastReadings = new LastReadings(store);
  const nonconformances = new Nonconformances(store);
  const inspections = new Inspections(store, name, book, items, lastReadings, nonconformances, outbox);
  const inspectionLots = new InspectionLots(store, name, book, outbox);
  const inspectionReports = new InspectionReports(store, inspectionLots);
  const reports = new DocumentBook(store, 'disposition-report', dispositionReports(inspections));

  return {
    routes: [
      ...registrationRoutes(nonconformances, effects),
      ...noticeRoutes(book, nonconformances, effects),
      ...inspections.routes(effects),
      ...inspectionLots.routes(effects),
      ...inspectionReports.routes(effects),
      ...dispositionRoutes(nonconformances, outbox, effects),
      ...documentRoutes(reports, effects, {
        name: 'disposition-report',
        field: 'decision',
        actions: DECISIONS,
        done: 'inspection',
      }),
      ...qmsPlanRoutes(items, effects),
      ...gauges.routes(),
      ...lastReadings.routes(),
    ],
    work: {
      waiting: () => reports.waiting().map(({ reference }) => reference),
      finish: (reference) => void reports.finish(reference),
    },
    seed: (enterprise) => {
      gauges.seed(enterprise);
      seedQmsPlans(items, enterprise);
      lastReadings.seed();
      for (const lot of enterprise.lots) {
        const words = { free: 'cleared', inspection: 'in inspection' };
        book.lots.put(lot.lot, seededLot(lot, words, items.active(itemOf(lot.lot), lot.plant)));
      }
    },
    learn: (lots) =>
      lots.forEach((lot) =>
        book.receive(learnedLot(lot, lot.plant, items.active(itemOf(lot.lot), lot.plant))),
      ),
    tick: () => items.switchDue(),
    state: () => ({
      lots: book.state('under notice'),
      items: items.state(),
      nonconformances: nonconformances.state(),
      inspections: inspections.state(),
      inspectionLots: inspectionLots.state(),
      inspectionReports: inspectionReports.state(),
      dispositionReports: reports.state(),
    }),
    error: ({ code, message }) => ({ problem: code, explanation: message }),
  };
}
