import { z } from 'zod';
import { isOpen, type OrderBook } from '../core/orders';
import { read, type Route } from '../core/route';
import type { SeedTransfer } from '../data/seed';
import type { Deliveries } from './deliveries';
import type { GoodsIssues } from './goods-issues';

/** Where material of a lot is, or went, that blocking its stock does not reach. */
export function exposureRoutes(
  deliveries: Deliveries,
  issues: GoodsIssues,
  orders: OrderBook,
  transfers: () => SeedTransfer[],
): Route[] {
  const delivered = (lots: Set<string>) =>
    deliveries.all().flatMap(({ id, customer, state, at, lines }) =>
      lines
        .filter((line) => lots.has(line.lot))
        .map(({ lot, quantity }) => ({
          lot,
          quantity,
          situation: state === 'shipped' ? 'shipped' : 'assigned',
          document: id,
          customer,
          at,
        })),
    );
  const moving = (lots: Set<string>) =>
    transfers()
      .filter((transfer) => lots.has(transfer.lot))
      .map(({ id, lot, quantity, dispatchedAt }) => ({
        lot,
        quantity,
        situation: 'in transit',
        document: id,
        customer: null,
        at: dispatchedAt,
      }));
  const consumed = (lots: Set<string>) =>
    issues
      .all()
      .filter((issue) => lots.has(issue.lot))
      .map(({ order, lot, quantity, at }) => ({
        lot,
        quantity,
        situation: 'issued to order',
        document: order,
        customer: null,
        at,
      }));
  const reserved = (lots: Set<string>) =>
    orders
      .all()
      .filter(isOpen)
      .flatMap(({ id, due, reservations }) =>
        reservations
          .filter(({ lot }) => lots.has(lot))
          .map(({ lot, quantity }) => ({
            lot,
            quantity,
            situation: 'reserved for order',
            document: id,
            customer: null,
            at: due ?? new Date().toISOString(),
          })),
      );
  return [
    read(
      'exposure-query',
      'post',
      '/exposure-queries',
      z.object({ lots: z.array(z.string()).max(1000) }),
      (input) => {
        const lots = new Set(input.lots);
        return { exposures: [...delivered(lots), ...moving(lots), ...consumed(lots), ...reserved(lots)] };
      },
    ),
  ];
}
