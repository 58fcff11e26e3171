import { z } from 'zod';
import { Exposed } from './hold';
import { Quantity } from './quantity';

export const ORDER_USES = ['makes', 'consumes', 'reserves'] as const;
/** How a production order is concerned by a lot: it made it, used of it, or has some of it kept for it. */
export const OrderLine = z
  .object({
    order: z.string(),
    /** Null where the system does not say. */
    plant: z.string().nullable(),
    use: z.enum(ORDER_USES),
    lot: z.string(),
    quantity: Quantity,
    /** Null: the ledger does not know whether it is still open. */
    open: z.boolean().nullable(),
    /** Who says so; `interlock` is the ledger. */
    system: z.string(),
  })
  .meta({ id: 'OrderLine' });
export type OrderLine = z.infer<typeof OrderLine>;

/** How far a shipment is with what it takes of a lot, first to last. */
export const SHIPMENT_STEPS = ['authorized', 'assigned', 'picked', 'staged', 'loaded', 'shipped'] as const;
export const ShipmentLine = z
  .object({
    shipment: z.string(),
    step: z.enum(SHIPMENT_STEPS),
    /** Null where the system does not say. */
    customer: z.string().nullable(),
    lot: z.string(),
    quantity: Quantity,
    system: z.string(),
  })
  .meta({ id: 'ShipmentLine' });
export type ShipmentLine = z.infer<typeof ShipmentLine>;

/** What a hold would cover, and whom it concerns. */
export const BlastRadius = z
  .object({
    lots: z.array(
      z.object({
        lot: z.string(),
        quantity: Quantity,
        stock: z.array(z.object({ plant: z.string(), location: z.string(), quantity: z.string() })),
        heldBy: z.array(z.string()),
      }),
    ),
    plants: z.array(z.string()),
    quantities: z.array(z.object({ item: z.string(), quantity: Quantity })),
    /** Where ERP and WMS say that material of these lots is. */
    exposed: z.array(Exposed.extend({ system: z.string() })),
    /** Production orders of `orderLines` that are not known to be over. */
    orders: z.array(z.string()),
    orderLines: z.array(OrderLine),
    shipments: z.array(z.string()),
    /** A line for each shipment and lot: where systems differ, the one that is furthest. */
    shipmentLines: z.array(ShipmentLine),
    customers: z.array(z.string()),
    /** What of `shipmentLines` goes, or has gone, to each customer. */
    customerQuantities: z.array(
      z.object({
        customer: z.string(),
        item: z.string(),
        /** In preparation and shipped. */
        quantity: Quantity,
        shipped: Quantity,
      }),
    ),
    /** Systems that could not be asked, and MESs that may know more of what was made: they are asked once the hold is placed. */
    unanswered: z.array(z.string()),
  })
  .meta({ id: 'BlastRadius' });
export type BlastRadius = z.infer<typeof BlastRadius>;
