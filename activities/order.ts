import type { Adapter, CallContext } from '../adapters/port';
import type { OrderAnswer, OrderQuestion } from '../contracts/order-step';

/** Asks one system about a production order; a product that gives no such answer says so. @throws SystemFailure */
export async function askOrder(
  adapter: Adapter,
  { about, askedAt, system, order, item, revision }: OrderQuestion,
  context: CallContext,
): Promise<OrderAnswer> {
  const common = { askedAt, system };
  if (about === 'planned') {
    const offered = adapter.order !== undefined && adapter.effects.confirmation !== undefined;
    return { ...common, about, offered, planned: (await adapter.order?.(order, context)) ?? null };
  }
  const offered = adapter.shopFloor !== undefined && adapter.effects.dispatch !== undefined;
  const question = item !== null && revision !== null ? { order, item, revision } : null;
  return {
    ...common,
    about,
    offered,
    floor: question && ((await adapter.shopFloor?.(question, context)) ?? null),
  };
}
