import { z } from 'zod';
import { Finding } from './engineering-change';
import { LotId, Name } from './material';
import { Decimal, Instant, Quantity } from './quantity';
import { BomLine, Operation } from './revision';
import { Target } from './target';

export const ORDER_STATES = [
  'checking',
  'waiting',
  'dispatching',
  'released',
  'in-progress',
  'completed',
  'refused',
  'cancelling',
  'cancelled',
] as const;
/** Of a production order's dispatch. */
export type OrderState = (typeof ORDER_STATES)[number];

export const ProductionOrderRequest = z
  .strictObject({ order: z.strictObject({ system: Name, id: Name }), plant: Name })
  .meta({ id: 'ProductionOrderRequest' });
export type ProductionOrderRequest = z.infer<typeof ProductionOrderRequest>;

/** How far an order is: of the ERP's word and of the shop floor's. */
export const PROGRESS_STATES = ['released', 'in-progress', 'completed'] as const;
export type ProgressState = (typeof PROGRESS_STATES)[number];

const Reservation = z.object({ lot: LotId, quantity: Decimal });

/** A production order as the ERP has it, in common words. */
export const PlannedOrder = z.object({
  id: Name,
  plant: Name,
  item: Name,
  /** Kept from creation to close (E6). */
  revision: Name,
  quantity: Decimal,
  unit: Quantity.shape.unit,
  due: Instant.nullable(),
  /** Null: by its routing. */
  workCentre: Name.nullable(),
  state: z.enum([...PROGRESS_STATES, 'cancelled']),
  /** By which it is to be made. Instructions are the shop floor's: operations have none here. */
  bom: z.array(BomLine),
  routing: z.array(Operation),
  /** What the ERP has of the order's revision. */
  master: z.object({ bom: z.array(BomLine), routing: z.array(Operation) }).nullable(),
  /** Lots that planning keeps for it, in their own units. */
  reservations: z.array(Reservation),
});
export type PlannedOrder = z.infer<typeof PlannedOrder>;

/** What a MES says of an order before it gets it, in common words. */
export const ShopFloor = z.object({
  /** The revision that new orders of the item get; null: the item is not made there. */
  active: z.string().nullable(),
  /** The routing of the order's revision; null: the MES has no such revision. */
  routing: z.array(Operation).nullable(),
  startsStopped: z.boolean(),
  /** `state` as people have reported it last; null: nobody has. */
  workCentres: z.array(z.object({ id: z.string(), state: z.string().nullable() })),
  /** The order, where the MES has it already. */
  order: z
    .object({
      state: z.enum(PROGRESS_STATES),
      item: z.string(),
      revision: z.string(),
      good: Decimal,
      scrapped: Decimal,
    })
    .nullable(),
});
export type ShopFloor = z.infer<typeof ShopFloor>;

/** Code with which an adapter answers that the shop floor has started an order and does not give it back. */
export const ALREADY_STARTED = 'already-started';

/** What a shop floor, or an ERP, is asked to do about an order. Quantities are in the order's unit. */
export interface OrderAsk {
  readonly id: string;
  readonly item: string;
  readonly revision: string;
  readonly quantity: string;
  readonly unit: string;
  readonly due: string | null;
  readonly workCentre: string | null;
  readonly reservations: readonly { readonly lot: string; readonly quantity: string }[];
  /** It may be started though its revision is no longer active. */
  readonly finishOnOld: boolean;
  /** Running totals of the shop floor. */
  readonly good: string;
  readonly scrapped: string;
  /** Nothing comes after these totals. */
  readonly final: boolean;
}

/** `obstacle`: the order waits until it is gone. */
export const OrderFinding = Finding.extend({
  severity: z.enum(['error', 'obstacle', 'warning']),
}).meta({ id: 'OrderFinding' });
export type OrderFinding = z.infer<typeof OrderFinding>;

export const ProductionOrder = z
  .object({
    id: z.string(),
    transaction: z.string(),
    state: z.enum(ORDER_STATES),
    order: z.object({ system: z.string(), id: z.string() }),
    plant: z.string(),
    /** Null, as the following, until the ERP was read. */
    item: z.string().nullable(),
    revision: z.string().nullable(),
    quantity: Quantity.nullable(),
    due: z.string().nullable(),
    /** Where it is begun. */
    workCentre: z.string().nullable(),
    reservations: z.array(Reservation),
    findings: z.array(OrderFinding),
    /** Open holds on lots that are kept for it, that it has consumed, or that it has made; `lot` null: of the order itself. */
    blockedBy: z.array(z.object({ hold: z.string(), lot: z.string().nullable(), reason: z.string() })),
    /** What it waits for, for people; null: nothing. */
    waitsFor: z.string().nullable(),
    /** What the shop floor has reported: running totals in the order's unit. */
    progress: z.object({ state: z.enum(PROGRESS_STATES), good: Decimal, scrapped: Decimal }).nullable(),
    targets: z.array(Target),
    requestedBy: z.object({ id: z.string(), name: z.string() }),
    requestedAt: Instant,
    releasedAt: Instant.nullable(),
    startedAt: Instant.nullable(),
    endedAt: Instant.nullable(),
    links: z.object({ workflow: z.string(), events: z.string() }),
  })
  .meta({ id: 'ProductionOrder' });
export type ProductionOrder = z.infer<typeof ProductionOrder>;
