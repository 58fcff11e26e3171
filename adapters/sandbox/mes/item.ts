import { z } from 'zod';
import { InspectionPlan, Operation, type RevisionContent } from '../../../contracts/revision';
import { ACTIVE, type ItemReading, type ItemWords, PLACE, routingAt, STAGED } from '../item-effect';

const Content = z.object({ operations: z.array(Operation), limits: InspectionPlan.nullable() });

const common = ({ operations, limits }: z.infer<typeof Content>): RevisionContent => ({
  bom: null,
  routing: operations,
  plan: limits,
});

const Routing = z
  .object({
    ...PLACE,
    active: Content.extend(ACTIVE).nullable(),
    staged: Content.extend(STAGED).nullable(),
    openLots: z.array(z.string()).default([]),
    nextSerial: z.string().nullable().default(null),
  })
  .transform((one) => ({ ...one, staged: one.staged && { ...one.staged, content: common(one.staged) } }));

interface MesReading extends ItemReading {
  readonly openLots: readonly string[];
  readonly nextSerial: string | null;
}

/** The routing with its instructions, and the limits that the bench sorts by. */
export const mesItems: ItemWords<MesReading> = {
  paths: {
    staged: '/routing-deployments',
    active: '/routing-activations',
    undone: '/routing-removals',
    query: '/routing-queries',
  },
  list: 'routings',
  reading: Routing,
  part: (ask) => ({ bom: null, routing: routingAt(ask), plan: ask.package.plan }),
  content: (ask) => ({
    operations: routingAt(ask),
    limits: ask.package.plan,
    fromSerial: ask.fromSerial,
  }),
};
