import type { Pool } from 'pg';
import type { OrderNews, OrderStep } from '../../contracts/order-step';
import type { ProductionOrder, ProductionOrderRequest } from '../../contracts/production-order';
import type { Topology } from '../../contracts/topology';
import type { Actor } from '../audit';
import { Part } from '../part';
import { reading, type Tx } from '../pool';
import type { RefusesLate } from '../settle';
import { brief } from '../transaction';
import type { Links } from '../links';
import { advanceOrder, escalateOrder } from './advance';
import { cancel } from './cancel';
import { startDispatch } from './request';
import { existingOrder } from './row';
import {
  listOrders,
  orderProgress,
  releaseLatencies,
  viewOrder,
  type OrderFilter,
  type OrderProgressView,
} from './view';
import { lookOrder } from './wake';

/** Production orders on their way to the shop floor, as API and sagas see them. */
export class Orders extends Part {
  constructor(
    pool: Pool,
    topology: Topology,
    private readonly links: Links,
  ) {
    super(pool, topology);
  }

  /** Stores the dispatch of an order and starts its saga. @throws Problem */
  async dispatch(
    tx: Tx,
    request: ProductionOrderRequest,
    who: Actor,
    now: Date,
    traceparent: string | null,
  ): Promise<ProductionOrder> {
    const id = await startDispatch(tx, this.topology, request, who, now, traceparent);
    const order = await viewOrder(tx, id, this.links);
    if (!order) throw new Error(`production order dispatch ${id} vanished`);
    return order;
  }

  get(id: string): Promise<ProductionOrder | null> {
    return reading(() => viewOrder(this.pool, id, this.links));
  }
  list(filter: OrderFilter): Promise<{ items: ProductionOrder[]; next: string | null }> {
    return reading(() => listOrders(this.pool, filter, this.links));
  }
  progress(id: string): Promise<OrderProgressView | null> {
    return reading(() => orderProgress(this.pool, id));
  }
  /** How long each order took to its shop floor, ever. */
  releaseLatencies(): Promise<{ plant: string; seconds: number }[]> {
    return reading(() => releaseLatencies(this.pool));
  }

  // What sagas call, by way of activities/ledger.
  advance(refusesLate: RefusesLate, news: OrderNews, now: Date): Promise<OrderStep> {
    return advanceOrder(this.pool, this.topology, refusesLate, news, now, new Date());
  }
  escalate(dispatch: string, late: Parameters<typeof escalateOrder>[2], now: Date): Promise<void> {
    return escalateOrder(this.pool, dispatch, late, now);
  }
  /** Somebody cancelled a saga in Temporal: the order is taken back, where it was not started. */
  cancelled(dispatch: string, now: Date): Promise<void> {
    return brief(this.pool, async (tx) => {
      const row = await existingOrder(tx, dispatch);
      const after = await cancel(tx, this.topology, row, 'its saga was cancelled in Temporal', now);
      await lookOrder(tx, after.transaction, after.id, now);
    });
  }
}
