import { z } from 'zod';
import { InspectionPlan } from '../core/inspection-plan';
import type { Parts } from '../core/kind';
import { Refusal } from '../core/refusal';
import { type ItemAtPlant, RevisionBook } from '../core/revision-book';
import { Operation } from '../core/revision-content';
import { type RevisionWords, revisionRoutes } from '../core/revision-routes';
import type { Route } from '../core/route';
import { seedRevisions } from '../core/seed-revisions';
import type { Enterprise } from '../data/seed';
import type { WorkCentres } from './work-centres';

/** What the shop floor needs of a revision. */
const Content = z.object({
  operations: z.array(Operation),
  /** What the bench sorts by. */
  limits: InspectionPlan.nullable(),
  /** This serial and those after it are built to the revision only; null: serials have no part in it. */
  fromSerial: z.string().nullable(),
});
type Content = z.infer<typeof Content>;
export type MesRevisions = RevisionBook<Content>;

/** Routings with their instructions, at work centres that the plant really has. */
export const mesRevisions = ({ store, clock }: Parts, workCentres: WorkCentres): MesRevisions =>
  new RevisionBook(store, clock, {
    stage: (_order, content) => {
      content.operations.forEach((operation) => checkWorkCentres(operation, workCentres));
      return content;
    },
    activate: () => undefined,
  });

function checkWorkCentres({ operation, workCentres }: Operation, known: WorkCentres): void {
  if (workCentres.length === 0)
    throw new Refusal('NO_WORK_CENTRE', `Operation ${operation} names no work centre.`);
  const missing = workCentres.find((id) => !known.has(id));
  if (missing !== undefined)
    throw new Refusal(
      'UNKNOWN_WORK_CENTRE',
      `Operation ${operation}: there is no work centre ${missing} here.`,
    );
}

/** The routing of a plant names the work centres of that plant only. */
export const seedMesRevisions = (book: MesRevisions, enterprise: Enterprise, plant: string): void => {
  const here = enterprise.workCentres.filter((one) => one.plant === plant).map(({ id }) => id);
  seedRevisions(book, enterprise, [plant], ({ routing, plan }) => ({
    operations: routing.map((operation) => ({
      ...operation,
      workCentres: operation.workCentres.filter((id) => here.includes(id)),
    })),
    limits: plan,
    fromSerial: null,
  }));
};

export function mesRevisionRoutes(
  book: MesRevisions,
  effects: Parts['effects'],
  more: (item: ItemAtPlant<Content>) => object,
): Route[] {
  const words: RevisionWords<Content> = {
    stage: 'routing-deployment',
    activate: 'routing-activation',
    undo: 'routing-removal',
    query: 'routing-query',
    list: 'routings',
    content: Content,
    more,
  };
  return revisionRoutes(book, effects, words);
}
