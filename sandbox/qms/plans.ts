import { z } from 'zod';
import { InspectionPlan } from '../core/inspection-plan';
import type { Parts } from '../core/kind';
import { Refusal } from '../core/refusal';
import { RevisionBook } from '../core/revision-book';
import { revisionRoutes } from '../core/revision-routes';
import type { Route } from '../core/route';
import { seedRevisions } from '../core/seed-revisions';
import type { Enterprise } from '../data/seed';
import type { Gauges } from './gauges';

/** What an inspector needs of a revision; null: nothing is inspected. */
const Content = z.object({ plan: InspectionPlan.nullable() });
type Content = z.infer<typeof Content>;
export type QmsPlans = RevisionBook<Content>;

/** Inspection plans that can really be carried out. */
export const qmsPlans = ({ store, clock }: Parts, gauges: Gauges): QmsPlans =>
  new RevisionBook(store, clock, {
    stage: (_order, content) => {
      for (const { characteristic, critical, lower, upper, gauge } of content.plan?.characteristics ?? []) {
        if (critical && lower === null && upper === null)
          throw new Refusal('NO_LIMITS', `${characteristic} is critical and has no limit.`);
        if (gauge !== null) gauges.need(gauge);
      }
      return content;
    },
    activate: () => undefined,
  });

export const seedQmsPlans = (book: QmsPlans, enterprise: Enterprise): void =>
  seedRevisions(book, enterprise, enterprise.plants, ({ plan }) => ({ plan }));

export const qmsPlanRoutes = (book: QmsPlans, effects: Parts['effects']): Route[] =>
  revisionRoutes(book, effects, {
    stage: 'plan-draft',
    activate: 'plan-release',
    undo: 'plan-discard',
    query: 'plan-query',
    list: 'plans',
    content: Content,
    more: () => ({}),
  });
