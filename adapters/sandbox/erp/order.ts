import { z } from 'zod';
import { PlannedOrder } from '../../../contracts/production-order';
import { BomLine, Operation } from '../../../contracts/revision';
import type { CallContext } from '../../port';
import { listOf, query, type SandboxSystem } from '../calls';
import { progressOf } from '../order-ask';

/** Planning's routing names no instructions. */
const Step = Operation.omit({ instruction: true }).transform((step) => ({ ...step, instruction: null }));
const Content = z.object({ billOfMaterial: z.array(BomLine), routing: z.array(Step) });

const Known = PlannedOrder.omit({ bom: true, routing: true, master: true, state: true })
  .extend({ ...Content.shape, known: z.literal(true), state: z.string(), ofRevision: Content.nullable() })
  .transform(({ billOfMaterial, ofRevision, state, known: _known, ...order }): PlannedOrder => ({
    ...order,
    state: progressOf(state) ?? 'cancelled',
    bom: billOfMaterial,
    master: ofRevision && { bom: ofRevision.billOfMaterial, routing: ofRevision.routing },
  }));
const Unknown = z.object({ id: z.string(), known: z.literal(false) }).transform(() => null);
const Orders = listOf('productionOrders', z.union([Known, Unknown]));

/** A production order as planning has it; null: there is none of that number. @throws SystemFailure */
export async function erpOrder(
  system: SandboxSystem,
  id: string,
  context: CallContext,
): Promise<PlannedOrder | null> {
  const [order = null] = await query(system, '/production-order-queries', { orders: [id] }, Orders, context);
  return order;
}
