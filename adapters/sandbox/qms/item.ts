import { z } from 'zod';
import { InspectionPlan, type RevisionContent } from '../../../contracts/revision';
import { ACTIVE, type ItemReading, type ItemWords, PLACE, STAGED } from '../item-effect';

const Content = z.object({ plan: InspectionPlan.nullable() });

const common = ({ plan }: z.infer<typeof Content>): RevisionContent => ({ bom: null, routing: null, plan });

const Plan = z
  .object({
    ...PLACE,
    active: Content.extend(ACTIVE).nullable(),
    staged: Content.extend(STAGED).nullable(),
  })
  .transform((one) => ({
    ...one,
    staged: one.staged && { ...one.staged, content: common(one.staged) },
    plan: one.active?.plan ?? null,
  }));

/** The inspection plan. */
export const qmsItems: ItemWords<ItemReading & { readonly plan: InspectionPlan | null }> = {
  paths: {
    staged: '/plan-drafts',
    active: '/plan-releases',
    undone: '/plan-discards',
    query: '/plan-queries',
  },
  list: 'plans',
  reading: Plan,
  part: ({ package: { plan } }) => ({ bom: null, routing: null, plan }),
  content: ({ package: { plan } }) => ({ plan }),
};
