import { z } from 'zod';
import { BomLine, Operation, type RevisionContent } from '../../../contracts/revision';
import { ACTIVE, type ItemReading, type ItemWords, PLACE, routingAt, STAGED } from '../item-effect';

const Step = Operation.omit({ instruction: true });
const Content = z.object({ billOfMaterial: z.array(BomLine), routing: z.array(Step) });

/** Planning needs no instructions, and no limits. */
const common = ({ billOfMaterial, routing }: z.infer<typeof Content>): RevisionContent => ({
  bom: billOfMaterial,
  routing: routing.map((step) => ({ ...step, instruction: null })),
  plan: null,
});

const Material = z
  .object({
    ...PLACE,
    active: Content.extend(ACTIVE).nullable(),
    staged: Content.extend(STAGED).nullable(),
    periodBlock: z.string().nullable().default(null),
  })
  .transform((one) => ({ ...one, staged: one.staged && { ...one.staged, content: common(one.staged) } }));

/** BOM and routing as planning uses them. */
export const erpItems: ItemWords<ItemReading & { readonly periodBlock: string | null }> = {
  paths: {
    staged: '/planned-revisions',
    active: '/revision-releases',
    undone: '/revision-cancellations',
    query: '/revision-queries',
  },
  list: 'materials',
  reading: Material,
  part: (ask) => ({
    bom: ask.package.bom,
    routing: routingAt(ask).map((operation) => ({ ...operation, instruction: null })),
    plan: null,
  }),
  content: (ask) => ({ billOfMaterial: ask.package.bom, routing: routingAt(ask) }),
};
