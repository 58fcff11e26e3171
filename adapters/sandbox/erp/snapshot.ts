import { z } from 'zod';
import type { SnapshotLot, SnapshotPage, SnapshotQuestion } from '../../../contracts/snapshot';
import type { CallContext } from '../../port';
import type { SandboxSystem } from '../calls';
import { section, snapshotOf } from '../pages';
import { erpLots } from './lot';

const SITUATIONS = {
  'in stock': null,
  'in transit': 'in-transit',
  'at subcontractor': 'subcontractor',
  consignment: 'consignment',
  'at customer': 'customer',
} as const;

const Stock = z
  .object({
    lot: z.string(),
    unit: z.string(),
    supplier: z.string().nullable(),
    supplierLot: z.string().nullable(),
    places: z.array(
      z.object({
        location: z.string(),
        quantity: z.string(),
        stockStatus: z.string(),
        situation: z.enum(['in stock', 'in transit', 'at subcontractor', 'consignment', 'at customer']),
        boundFor: z.string().nullable(),
      }),
    ),
  })
  .transform(({ places, ...lot }): SnapshotLot => ({
    ...lot,
    stock: places.map(({ location, quantity, stockStatus, situation, boundFor }) => ({
      location,
      quantity,
      status: erpLots.statuses.toNative(stockStatus) ?? 'block',
      special: SITUATIONS[situation],
      boundFor,
    })),
  }));
const Order = z.object({
  id: z.string(),
  item: z.string(),
  revision: z.string(),
  quantity: z.string(),
  unit: z.string(),
});

const SECTIONS = [
  section('stock', '/stock-pages', 'stock', Stock, (lots) => ({ lots })),
  section('orders', '/production-order-pages', 'productionOrders', Order, (orders) => ({ orders })),
];

/** Stock of every lot at the plant, then its open production orders. */
export const erpSnapshot = (
  system: SandboxSystem,
  question: SnapshotQuestion,
  context: CallContext,
): Promise<SnapshotPage> => snapshotOf(system, SECTIONS, question, context);
