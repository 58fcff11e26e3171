import type { OrderState, ProductionOrder } from '../../contracts/production-order';
import type { Demo } from './demo';
import { good } from './http';
import { until } from './until';

/** The dispatch of an order of the ERP, once Interlock has brought it there. @throws Error when it does not within half a minute */
export const orderWhen = (demo: Demo, order: string, state: OrderState): Promise<ProductionOrder> =>
  until(
    `${order} is ${state}`,
    async () => {
      const asked = demo
        .interlock('auditor')
        .get<{ items: ProductionOrder[] }>('/v1/production-orders', { order, state });
      return (await good(`Order ${order}`, asked)).body.items[0] ?? null;
    },
    demo.signal,
  );
