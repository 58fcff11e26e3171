import { z } from 'zod';
import { Name } from '../../contracts/material';
import { ORDER_STATES, ProductionOrder, ProductionOrderRequest } from '../../contracts/production-order';
import { PageQuery, pageOf } from '../listing';
import { noSuchOrder, waitForOrder } from '../production-orders';
import { command, ok, query, type Route } from '../route';
import { afterWait, preferredWait } from '../wait';

const tag = 'production orders';
const OrderParams = z.object({
  id: Name.meta({ description: "Id of a production order's dispatch at Interlock, such as PD-…" }),
});

export const productionOrders: readonly Route[] = [
  command({
    id: 'dispatchOrder',
    method: 'post',
    path: '/v1/production-orders',
    summary: 'Check a production order of the ERP and send it to the shop floor',
    tag,
    body: ProductionOrderRequest,
    answers: { 201: ProductionOrder },
    problems: ['unknown-plant', 'unknown-system', 'order-open', 'contended'],
    plants: async ({ body }) => [body.plant],
    async handle({ body }, { ledger }, { tx, caller, now, traceparent }) {
      const order = await ledger.orders.dispatch(tx, body, caller, now, traceparent);
      return { status: 201, body: order, location: `/v1/production-orders/${order.id}` };
    },
  }),
  query({
    id: 'listOrders',
    method: 'get',
    path: '/v1/production-orders',
    summary: 'Dispatches of production orders, newest first',
    tag,
    query: PageQuery.extend({
      state: z.enum(ORDER_STATES).optional(),
      plant: Name.optional(),
      /** Its number in the ERP. */
      order: Name.optional(),
      item: Name.optional(),
    }),
    answers: { 200: pageOf(ProductionOrder) },
    handle: async ({ query: filter }, { ledger }) => ok(await ledger.orders.list(filter)),
  }),
  query({
    id: 'getOrder',
    method: 'get',
    path: '/v1/production-orders/{id}',
    summary:
      'A production order on its way; with ?until= and "Prefer: wait=<s>" once it is there, or as it then is',
    tag,
    params: OrderParams,
    query: z.object({ until: z.enum(ORDER_STATES).optional() }),
    answers: { 200: ProductionOrder },
    problems: ['not-found'],
    async handle({ params: { id }, query: { until }, headers }, { ledger, stopping }, { gone }) {
      const seconds = until === undefined ? null : preferredWait(headers.prefer);
      if (until !== undefined && seconds !== null)
        await waitForOrder(id, until, ledger, { seconds, giveUp: [gone, stopping] });
      const order = await ledger.orders.get(id);
      if (!order) throw noSuchOrder(id);
      return afterWait(order, seconds);
    },
  }),
];
