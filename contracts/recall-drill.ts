import { z } from 'zod';
import { Person } from './disposition';
import { EXPOSURES } from './hold';
import { LotId, Name, Stock } from './material';
import { Decimal, Quantity } from './quantity';

const isOneThing = ({
  lot,
  supplier,
  supplierLot,
}: {
  lot?: unknown;
  supplier?: unknown;
  supplierLot?: unknown;
}) =>
  lot === undefined
    ? supplier !== undefined && supplierLot !== undefined
    : supplier === undefined && supplierLot === undefined;

/** What is recalled, for practice: a lot, or what a supplier delivered. Nothing is held by it. */
export const RecallDrillRequest = z
  .strictObject({
    lot: LotId.optional(),
    supplier: Name.optional(),
    supplierLot: Name.optional(),
    reason: z.string().min(1).max(2000),
  })
  .refine(isOneThing, {
    path: ['lot'],
    error: 'name either a lot, or a supplier and its lot',
  })
  .meta({ id: 'RecallDrillRequest' });
export type RecallDrillRequest = z.infer<typeof RecallDrillRequest>;

/**
 * Where all of a lot has gone, in its unit: made = inStock + consumed + shipped + scrapped + returned + unaccounted. What is
 * negative is more than was made.
 */
export const MassBalance = z.object({
  /** Null: no system has told how much was made or received. */
  made: Decimal.nullable(),
  inStock: Decimal,
  consumed: Decimal,
  shipped: Decimal,
  scrapped: Decimal,
  returned: Decimal,
  unaccounted: Decimal.nullable(),
  /** How much of what was made is accounted for, in percent; "0" where that is not known. */
  percent: Decimal,
});
export type MassBalance = z.infer<typeof MassBalance>;

export const TracedLot = z.object({
  lot: z.string(),
  item: z.string(),
  unit: Quantity.shape.unit,
  /** `made`: of what is recalled, in `depth` steps; `origin`: what that was made of. */
  trace: z.enum(['recalled', 'made', 'origin']),
  depth: z.int(),
  quantity: Decimal,
  supplier: z.string().nullable(),
  supplierLot: z.string().nullable(),
  stock: z.array(Stock),
  /** Open holds that cover it. */
  holds: z.array(z.string()),
  /** Null for an origin: it is not what is recalled. */
  balance: MassBalance.nullable(),
});
export type TracedLot = z.infer<typeof TracedLot>;

/** Material that is not simply in stock, and who has it. */
export const TracedMove = z.object({
  lot: z.string(),
  quantity: Quantity,
  kind: z.enum(EXPOSURES),
  reference: z.string(),
  customer: z.string().nullable(),
  system: z.string(),
  at: z.string(),
});
export type TracedMove = z.infer<typeof TracedMove>;

export const TracedOrder = z.object({
  order: z.string(),
  plant: z.string().nullable(),
  consumed: z.array(z.string()),
  produced: z.array(z.string()),
});

export const TraceGap = z.object({ lot: z.string(), text: z.string() });

/** A trace of a lot to everything and everyone, as it was found; nothing was changed by it. */
export const RecallDrill = z
  .object({
    id: z.string(),
    transaction: z.string(),
    requestedBy: Person,
    reason: z.string(),
    of: z.object({
      lot: z.string().nullable(),
      supplier: z.string().nullable(),
      supplierLot: z.string().nullable(),
    }),
    startedAt: z.string(),
    milliseconds: z.number(),
    steps: z.array(z.object({ step: z.string(), milliseconds: z.number(), found: z.string() })),
    /** Each recalled or made lot counts alike: their units differ. */
    coverage: z.object({ percent: Decimal, lots: z.int(), complete: z.int() }),
    quantities: z.array(
      z.object({ item: z.string(), lots: z.int(), percent: Decimal, inStock: Quantity, shipped: Quantity }),
    ),
    lots: z.array(TracedLot),
    plants: z.array(z.string()),
    orders: z.array(TracedOrder),
    moves: z.array(TracedMove),
    customers: z.array(
      z.object({
        customer: z.string(),
        shipments: z.array(z.string()),
        lots: z.array(z.object({ lot: z.string(), quantity: Quantity })),
      }),
    ),
    suppliers: z.array(
      z.object({ supplier: z.string(), supplierLot: z.string(), lots: z.array(z.string()) }),
    ),
    gaps: z.array(TraceGap),
    /** Systems that could not be asked: of them nothing is said above. */
    unanswered: z.array(z.string()),
  })
  .meta({ id: 'RecallDrill' });
export type RecallDrill = z.infer<typeof RecallDrill>;
