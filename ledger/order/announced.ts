import { plantOf } from '../../config/systems';
import type { InboundData } from '../../contracts/inbound';
import { Problem } from '../../contracts/problem';
import type { OrderState } from '../../contracts/production-order';
import type { Topology } from '../../contracts/topology';
import { stateOfWord } from '../../domain/order-progress';
import { audit } from '../audit';
import { learnOrder } from '../change/revisions';
import { checkPlant, type Telling } from '../material';
import type { Tx } from '../pool';
import { cancel } from './cancel';
import { progressOf, recordProgress } from './progress';
import { openDispatch, startDispatch } from './request';
import { existingOrder, saveOrder, tellOrder, type OrderRow } from './row';
import { lookOrder } from './wake';

type Told = InboundData<'erp.order.released.v1'>;

/** The ERP released an order: its dispatch starts, unless one is open, it was completed, or it was cancelled since. */
export async function orderReleased(tx: Tx, topology: Topology, data: Told, telling: Telling): Promise<void> {
  const { system, who, now } = telling;
  checkPlant(topology, data.plant, '/data/plant');
  const known = await knownOrder(tx, data.order);
  await learn(tx, data, known === 'cancelled' ? 'cancelled' : 'open', now);
  if (known === 'cancelled' || (await isTakenUp(tx, system, data.order))) return;
  try {
    await startDispatch(
      tx,
      topology,
      { order: { system, id: data.order }, plant: data.plant },
      who,
      now,
      null,
    );
  } catch (error) {
    // A plant without a MES dispatches nothing: what was told is known all the same.
    if (!(error instanceof Problem && error.code === 'unknown-system')) throw error;
    await audit(tx, {
      transaction: `order/${data.order}`,
      at: now,
      who,
      action: 'production-order.not-dispatched',
      subject: data.order,
      from: null,
      to: null,
      why: error.detail,
    });
  }
}

/** The ERP changed an order: it is read again. What is sent keeps its revision (E6). */
export async function orderChanged(
  tx: Tx,
  _topology: Topology,
  data: Told,
  { system, now }: Telling,
): Promise<void> {
  await learn(tx, data, (await knownOrder(tx, data.order)) ?? 'open', now);
  const id = await openDispatch(tx, system, data.order);
  if (id === null) return;
  const { transaction } = await existingOrder(tx, id);
  await saveOrder(tx, id, { ask_since: now.getTime() });
  await lookOrder(tx, transaction, id, now);
}

/** The ERP took an order back: it is not sent, or recalled from the shop floor unless it was started there. */
export async function orderCancelled(
  tx: Tx,
  topology: Topology,
  data: Told,
  { system, who, now }: Telling,
): Promise<void> {
  await learn(tx, data, 'cancelled', now);
  const id = await openDispatch(tx, system, data.order);
  if (id === null) return;
  const row = await cancel(tx, topology, await existingOrder(tx, id), `${system} cancelled it`, now, who);
  await lookOrder(tx, row.transaction, id, now);
}

/** The shop floor reported an order's running totals, whichever is told first; its saga posts what is new. @throws Problem `unknown-plant`, `event-not-accepted` */
export async function orderProgressed(
  tx: Tx,
  topology: Topology,
  data: InboundData<'mes.order.progressed.v1'>,
  { system, now }: Telling,
): Promise<void> {
  checkPlant(topology, data.plant, '/data/plant');
  const own = plantOf(topology, system);
  if (own !== null && own !== data.plant)
    throw new Problem('event-not-accepted', `${system} is the MES of ${own}, not of ${data.plant}.`, [
      { pointer: '/data/plant', detail: `not ${own}` },
    ]);
  const valueOf = (count: typeof data.good) => (typeof count === 'string' ? count : count.value);
  const report = {
    state: stateOfWord(data.state),
    good: valueOf(data.good),
    scrapped: valueOf(data.scrapped),
  };
  if (!(await recordProgress(tx, data.plant, data.order, report, now))) return;
  const found = await tx.query<{ id: string; transaction: string; state: OrderState }>({
    name: 'order-dispatch-at',
    text: `select id, transaction, state from order_dispatch where order_id = $1 and plant = $2 and state not in ('refused', 'cancelled') order by requested_at`,
    values: [data.order, data.plant],
  });
  const open = found.rows.filter(({ state }) => state !== 'completed');
  for (const { id, transaction } of open) await lookOrder(tx, transaction, id, now);
  const last = found.rows.at(-1);
  if (open.length === 0 && last) await reportedLate(tx, await existingOrder(tx, last.id), now);
}

/** The ERP has an order's totals as final, and takes no others: that there are others is on the record, for a person. */
async function reportedLate(tx: Tx, row: OrderRow, now: Date): Promise<void> {
  await tellOrder(
    tx,
    row,
    {
      action: 'production-order.reported-late',
      type: 'interlock.production-order.reported-late.v1',
      from: row.confirming,
      to: await progressOf(tx, row.plant, row.order_id),
      why: `${row.order_system} has the totals of ${row.order_id} as final`,
    },
    now,
  );
}

/** An order with the revision that it keeps to its end (E6). */
const learn = (
  tx: Tx,
  { order, plant, item, revision, quantity }: Told,
  state: string,
  now: Date,
): Promise<void> =>
  learnOrder(
    tx,
    plant,
    { id: order, item, revision, unit: quantity.unit, quantity: quantity.value },
    state,
    now,
  );

/** What was told of an order before; null: nothing. */
async function knownOrder(tx: Tx, order: string): Promise<string | null> {
  const found = await tx.query<{ state: string }>({
    name: 'order-known',
    text: 'select state from production_order where id = $1',
    values: [order],
  });
  return found.rows[0]?.state ?? null;
}

async function isTakenUp(tx: Tx, system: string, order: string): Promise<boolean> {
  const found = await tx.query<{ taken: boolean }>({
    name: 'order-taken-up',
    text: `select exists (select from order_dispatch where order_system = $1 and order_id = $2 and state not in ('refused', 'cancelled')) as taken`,
    values: [system, order],
  });
  return found.rows[0]?.taken ?? false;
}
