import { systemsOf } from '../../config/systems';
import type { ProductionOrderRequest } from '../../contracts/production-order';
import { Problem } from '../../contracts/problem';
import type { Topology } from '../../contracts/topology';
import type { Actor } from '../audit';
import { command } from '../commands';
import { newId } from '../ids';
import type { Tx } from '../pool';
import { existingOrder, tellOrder } from './row';

/**
 * Stores the dispatch of a production order with the command that starts its saga. One is open for an order at a time.
 * @returns its id
 * @throws Problem `order-open` (with `blocking`), `unknown-plant`, `unknown-system`
 */
export async function startDispatch(
  tx: Tx,
  topology: Topology,
  request: ProductionOrderRequest,
  who: Actor,
  now: Date,
  traceparent: string | null,
): Promise<string> {
  checkRequest(topology, request);
  const open = await openDispatch(tx, request.order.system, request.order.id);
  if (open !== null)
    throw new Problem(
      'order-open',
      `${request.order.id} is being dispatched by ${open}. Look there, or send it again when that is over.`,
      [],
      { blocking: [open] },
    );
  const id = newId('PD');
  await tx.query({
    name: 'order-dispatch-insert',
    text: `insert into order_dispatch (id, transaction, order_system, order_id, plant, state, product_family, ask_since, requested_by_id, requested_by_name, requested_at)
           values ($1, $2, $3, $4, $5, 'checking', $6, $7, $8, $9, $7)`,
    values: [
      id,
      newId('TX'),
      request.order.system,
      request.order.id,
      request.plant,
      Object.keys(topology.productFamilies)[0] ?? '',
      now,
      who.id,
      who.name,
    ],
  });
  const row = await existingOrder(tx, id);
  await tellOrder(
    tx,
    row,
    {
      action: 'production-order.accepted',
      type: 'interlock.production-order.accepted.v1',
      from: null,
      to: row.state,
      why: null,
      who,
    },
    now,
  );
  await command(
    tx,
    { transaction: row.transaction, kind: 'start', workflow: 'productionOrder', subject: id, traceparent },
    now,
  );
  return id;
}

/** The dispatch of an order that is not over; null: none. */
export async function openDispatch(tx: Tx, system: string, order: string): Promise<string | null> {
  const found = await tx.query<{ id: string }>({
    name: 'order-dispatch-open',
    text: `select id from order_dispatch where order_system = $1 and order_id = $2 and state not in ('completed', 'refused', 'cancelled')`,
    values: [system, order],
  });
  return found.rows[0]?.id ?? null;
}

/** @throws Problem that names what is wrong with the request */
function checkRequest(topology: Topology, { order, plant }: ProductionOrderRequest): void {
  if (!Object.hasOwn(topology.plants, plant))
    throw new Problem('unknown-plant', `There is no plant "${plant}".`, [
      { pointer: '/plant', detail: `one of ${Object.keys(topology.plants).join(', ')}` },
    ]);
  if (!systemsOf(topology, 'erp', plant).includes(order.system))
    throw new Problem('unknown-system', `There is no ERP "${order.system}" of ${plant} in the topology.`, [
      { pointer: '/order/system', detail: `one of ${systemsOf(topology, 'erp', plant).join(', ')}` },
    ]);
  if (systemsOf(topology, 'mes', plant).length === 0)
    throw new Problem('unknown-system', `${plant} has no MES in the topology to dispatch an order to.`, [
      { pointer: '/plant', detail: 'a plant with a MES' },
    ]);
}
