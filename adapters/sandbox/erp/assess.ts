import { z } from 'zod';
import type { Assessment, AssessmentQuestion, OpenObject } from '../../../contracts/assessment';
import type { CallContext } from '../../port';
import { query, type SandboxSystem } from '../calls';
import { factOf, NOTHING, readAsked } from '../facts';
import { erpItems } from './item';

const Order = z.object({
  id: z.string(),
  item: z.string(),
  revision: z.string(),
  quantity: z.string(),
  unit: z.string(),
});
const Objects = z.object({
  productionOrders: z.array(Order.extend({ made: z.string() })),
  purchaseOrders: z.array(Order),
  stock: z.array(
    z.object({
      lot: z.string(),
      item: z.string(),
      revision: z.string().nullable(),
      quantity: z.string(),
      unit: z.string(),
    }),
  ),
});

/** Which revisions planning has, closed periods, and what is open: production orders, purchase orders, stock by lot. */
export async function assessErp(
  system: SandboxSystem,
  question: AssessmentQuestion,
  context: CallContext,
): Promise<Assessment> {
  const [materials, open] = await Promise.all([
    readAsked(system, erpItems, question, context),
    query(system, '/open-object-queries', question, Objects, context),
  ]);
  const items = materials.map((one) => factOf(one, { blocked: one.periodBlock }));
  return { ...NOTHING, system: system.name, items, objects: objectsOf(open) };
}

const objectsOf = ({ productionOrders, purchaseOrders, stock }: z.infer<typeof Objects>): OpenObject[] => [
  ...productionOrders.map((order) => ({ object: 'order' as const, ...order })),
  ...purchaseOrders.map((order) => ({ object: 'purchase' as const, ...order, made: null })),
  // A lot that was received before revisions were kept has none.
  ...stock.map(({ lot, revision, ...one }) => ({
    object: 'stock' as const,
    id: lot,
    revision: revision ?? '',
    ...one,
    made: null,
  })),
];
