import { z } from 'zod';
import type { EventData } from '../../contracts/events';
import type { OrderPlan, PRODUCTION_ORDER_EVENTS } from '../../contracts/events/production-order';
import {
  ORDER_STATES,
  OrderFinding,
  PlannedOrder,
  ShopFloor,
  type OrderState,
} from '../../contracts/production-order';
import { Progress } from './progress';
import { mayMove } from '../../domain/order-states';
import { beginAttempt } from '../attempt';
import { INTERLOCK, type Actor } from '../audit';
import type { Told, Untold } from '../events';
import { instant } from '../instant';
import type { Tx } from '../pool';
import { putOnRecord } from '../put-on-record';
import type { SagaRun } from '../settle';

/** A row of `order_dispatch`; instants are milliseconds since 1970. */
const Row = z.object({
  id: z.string(),
  transaction: z.string(),
  order_system: z.string(),
  order_id: z.string(),
  plant: z.string(),
  state: z.enum(ORDER_STATES),
  product_family: z.string(),
  planned: PlannedOrder.nullable(),
  planned_at: instant,
  floor: ShopFloor.nullable(),
  floor_at: instant,
  ask_since: z.date().transform((at) => at.getTime()),
  finish_on_old: z.boolean(),
  findings: z.array(OrderFinding),
  confirming: Progress.nullable(),
  waits_for: z.string().nullable(),
  cancel_reason: z.string().nullable(),
  requested_at: z.date(),
  released_at: instant,
  started_at: instant,
  finished_at: instant,
  stepped_at: z.date().nullable(),
});
export type OrderRow = z.infer<typeof Row>;

/** A dispatch, locked for the rest of the transaction; null: there is none. */
export async function lockOrder(tx: Tx, id: string): Promise<OrderRow | null> {
  const found = await tx.query({
    name: 'order-dispatch-lock',
    text: 'select * from order_dispatch where id = $1 for update',
    values: [id],
  });
  return found.rows[0] ? Row.parse(found.rows[0]) : null;
}

/** As `lockOrder`, of a dispatch that is there. */
export async function existingOrder(tx: Tx, id: string): Promise<OrderRow> {
  const row = await lockOrder(tx, id);
  if (!row) throw new Error(`production order dispatch ${id} vanished`);
  return row;
}

/** As `existingOrder`, where an attempt at a saga's step begins. @throws AttemptOvertaken */
export async function beginStep(tx: Tx, id: string, begun: Date): Promise<OrderRow> {
  return Row.parse(await beginAttempt(tx, 'order_dispatch', id, begun));
}

/** The run that the dispatch is, as exceptions and settling see it. */
export const runOf = (row: OrderRow): SagaRun => ({
  id: row.id,
  transaction: row.transaction,
  plant: row.plant,
  productFamily: row.product_family,
});

const COLUMNS = [
  'state',
  'product_family',
  'planned',
  'planned_at',
  'floor',
  'floor_at',
  'ask_since',
  'finish_on_old',
  'findings',
  'confirming',
  'waits_for',
  'cancel_reason',
  'released_at',
  'started_at',
  'ended_at',
  'finished_at',
] as const;
type Column = (typeof COLUMNS)[number];
export type OrderPatch = Partial<Record<Column, unknown>>;
const JSON_COLUMNS: readonly Column[] = ['planned', 'floor', 'findings', 'confirming'];

/** Writes some columns of a dispatch; instants are milliseconds since 1970. @returns the row as it is then */
export async function saveOrder(tx: Tx, id: string, patch: OrderPatch): Promise<OrderRow> {
  const names = COLUMNS.filter((name) => name in patch);
  const found = await tx.query(
    `update order_dispatch set ${names.map((name, index) => `${name} = $${index + 2}`).join(', ')} where id = $1 returning *`,
    [id, ...names.map((name) => valueOf(name, patch[name]))],
  );
  return Row.parse(found.rows[0]);
}

function valueOf(name: Column, value: unknown): unknown {
  if (JSON_COLUMNS.includes(name)) return value === null ? null : JSON.stringify(value);
  return typeof value === 'number' ? new Date(value) : value;
}

type OrderEvent = keyof typeof PRODUCTION_ORDER_EVENTS;
type Known = 'dispatch' | 'order' | 'plant' | 'from' | 'to' | 'why';

/** What is said of a change of an order, beside its states. */
export type Reported = (Told<OrderEvent, Known> | Untold) & {
  readonly action: string;
  readonly why: string | null;
  readonly who?: Actor;
};
type Telling = Reported & { readonly from: unknown; readonly to: unknown };

/** A dispatch goes to another state, with what else changes, and tells of it. @throws Error where there is no such way */
export async function moveOrder(
  tx: Tx,
  row: OrderRow,
  to: OrderState,
  patch: Omit<OrderPatch, 'state'>,
  telling: Reported,
  now: Date,
): Promise<OrderRow> {
  if (!mayMove(row.state, to)) throw new Error(`${row.id} cannot go from ${row.state} to ${to}.`);
  const moved = await saveOrder(tx, row.id, { ...patch, state: to });
  await tellOrder(tx, moved, { ...telling, from: row.state, to }, now);
  return moved;
}

/** On the record, in the event log where it has an event, and told to those who wait for the dispatch. */
export async function tellOrder(tx: Tx, row: OrderRow, telling: Telling, now: Date): Promise<void> {
  const { action, type, from, to, why, data, who } = telling;
  const { id, transaction, order_id: order, plant } = row;
  const said = { dispatch: id, order, plant, from, to, why, ...data } as EventData<OrderEvent>;
  await putOnRecord(
    tx,
    { transaction, at: now, who: who ?? INTERLOCK, action, subject: id, from, to, why },
    type && { type, subject: id, plant, data: said },
  );
}

/** What an order is, for those who plan by it: planning, labour scheduling. */
export function orderData(row: OrderRow): OrderPlan {
  const { planned } = row;
  if (!planned) return {};
  const { item, revision, quantity, unit, due } = planned;
  return { item, revision, quantity: { value: quantity, unit }, due, workCentre: workCentreOf(row) };
}

/** Where the order is begun: as the ERP says, or the first work centre of its routing that the plant has. */
export function workCentreOf({ planned, floor }: Pick<OrderRow, 'planned' | 'floor'>): string | null {
  if (!planned) return null;
  const here = floor?.workCentres.map(({ id }) => id) ?? [];
  const routed = planned.routing.flatMap(({ workCentres }) => workCentres);
  return planned.workCentre ?? routed.find((id) => here.includes(id)) ?? null;
}
