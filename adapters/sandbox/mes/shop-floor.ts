import { z } from 'zod';
import type { ShopFloor } from '../../../contracts/production-order';
import { Operation } from '../../../contracts/revision';
import type { CallContext, FloorQuestion } from '../../port';
import { query, type SandboxSystem } from '../calls';
import { progressOf } from '../order-ask';

const Answer = z.object({
  active: z.string().nullable(),
  operations: z.array(Operation).nullable(),
  startsStopped: z.boolean(),
  workCentres: z.array(z.object({ id: z.string(), state: z.string().nullable().default(null) })),
  order: z.object({
    state: z.string().nullable(),
    item: z.string().default(''),
    revision: z.string().default(''),
    made: z.string().default('0'),
    scrapped: z.string().default('0'),
  }),
});

/** What the shop floor says of an order's item and revision, and of the order where it has it. @throws SystemFailure */
export async function mesShopFloor(
  system: SandboxSystem,
  question: FloorQuestion,
  context: CallContext,
): Promise<ShopFloor> {
  const { operations, order, ...floor } = await query(
    system,
    '/shop-floor-queries',
    question,
    Answer,
    context,
  );
  const state = progressOf(order.state);
  const { item, revision, made, scrapped } = order;
  return {
    ...floor,
    routing: operations,
    order: state && { state, item, revision, good: made, scrapped },
  };
}
