import { z } from 'zod';
import { ORDER_STATES, OrderFinding, PROGRESS_STATES } from '../production-order';
import { Decimal } from '../quantity';
import { Amount, contract } from './contract';

/** What every event of an order says. */
export const OrderTold = z.object({
  /** Interlock's own id of the order's way to the shop floor. */
  dispatch: z.string(),
  /** Its number in the ERP. */
  order: z.string(),
  plant: z.string(),
  why: z.string().nullable(),
});
const Moved = OrderTold.extend({ from: z.enum(ORDER_STATES).nullable(), to: z.enum(ORDER_STATES) });
/** What an order is, for those who plan by it; not given before the ERP was read. */
export const OrderPlan = z
  .object({
    item: z.string(),
    revision: z.string(),
    quantity: Amount,
    due: z.string().nullable(),
    workCentre: z.string().nullable(),
  })
  .partial();
export type OrderPlan = z.infer<typeof OrderPlan>;
const Planned = Moved.extend(OrderPlan.shape);
const Judged = Planned.extend({ findings: z.array(OrderFinding) });
/** Totals in the order's unit. */
const Completed = Planned.extend({ good: Decimal, scrapped: Decimal });
const Terms = z.object({ quantity: Decimal, due: z.string().nullable(), workCentre: z.string().nullable() });
/** What the shop floor has reported: running totals in the order's unit. */
const Reported = z.object({ state: z.enum(PROGRESS_STATES), good: Decimal, scrapped: Decimal });
const ReportedLate = OrderTold.extend({ from: Reported.nullable(), to: Reported });
const Changed = OrderTold.extend({ from: Terms, to: Terms });

const order = <D extends z.ZodObject>(summary: string, data: D) => contract('production', summary, data);

export const PRODUCTION_ORDER_EVENTS = {
  'interlock.production-order.accepted.v1': order(
    'An order is to go to the shop floor; it is being checked.',
    Moved,
  ),
  'interlock.production-order.waiting.v1': order(
    'An order waits until what stands in its way is gone.',
    Judged,
  ),
  'interlock.production-order.released.v1': order('The MES was read back to have the order.', Planned),
  'interlock.production-order.refused.v1': order('An order does not go to the shop floor.', Judged),
  'interlock.production-order.changed.v1': order(
    'The ERP changed an order that the shop floor has.',
    Changed,
  ),
  'interlock.production-order.started.v1': order('The shop floor has started an order.', Planned),
  'interlock.production-order.completed.v1': order(
    'An order is made, and the ERP has its totals.',
    Completed,
  ),
  'interlock.production-order.reported-late.v1': order(
    'The shop floor has reported more of an order whose totals the ERP has as final: somebody is to correct them there.',
    ReportedLate,
  ),
  'interlock.production-order.cancelled.v1': order(
    'An order was cancelled, and the shop floor does not have it.',
    Moved,
  ),
  'interlock.production-order.cancellation-refused.v1': order(
    'An order was cancelled when the shop floor had started it: it goes on.',
    Moved,
  ),
} as const;
