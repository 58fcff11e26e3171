import { z } from 'zod';
import type { Effects } from '../core/effects';
import { checkFence, Fenced } from '../core/fence';
import type { Order } from '../core/orders';
import { Decimal, isMore, Positive } from '../core/quantity';
import { Refusal } from '../core/refusal';
import { batch, read, type Route } from '../core/route';
import type { ShopFloor } from './order-routes';
import type { WorkCentres } from './work-centres';

const Line = Fenced.extend({
  order: z.string().min(1),
  item: z.string().min(1),
  revision: z.string().min(1),
  quantity: Positive,
  due: z.iso.datetime({ offset: true }).nullable(),
  /** Null: by its routing. */
  workCentre: z.string().min(1).nullable(),
  reservations: z.array(z.object({ lot: z.string().min(1), quantity: Decimal })),
  /** It may be started though its revision is not active any more. */
  finishOnOld: z.boolean(),
  /** Take it back, though it never was; not once it was started. */
  cancel: z.boolean(),
});
type Line = z.infer<typeof Line>;

const Question = z.object({ order: z.string(), item: z.string(), revision: z.string() });

interface Dispatching extends Omit<ShopFloor, 'orderHolds' | 'checkpoints'> {
  readonly workCentres: WorkCentres;
}

/** Orders as planning sends them, and what planning asks beforehand. */
export function dispatchRoutes(effects: Effects, floor: Dispatching): Route[] {
  const { orders, items, starts, workCentres, plant } = floor;

  const entered = (line: Line, state: Order['state'], activeThen: string): Order => {
    const { order: id, item, revision, quantity, due, workCentre, reservations, sequence } = line;
    const asked = { id, plant, item, revision, quantity, due, workCentre, reservations, sequence };
    return { ...asked, activeThen, made: '0', scrapped: '0', state };
  };

  const dispatch = (line: Line): Order => {
    const { order: id, item, revision, quantity, due, workCentre, reservations, sequence } = line;
    const { active } = items.need(item, plant);
    const known = orders.get(id);
    checkFence(line, known?.sequence ?? 0, id);
    if (known && (known.item !== item || (known.revision !== revision && known.state !== 'cancelled')))
      throw new Refusal('ORDER_EXISTS', `${id} is for ${known.item} rev ${known.revision}.`, 409);
    if (workCentre !== null && !workCentres.has(workCentre))
      throw new Refusal('UNKNOWN_WORK_CENTRE', `${id}: there is no work centre ${workCentre} here.`);
    if (items.content(item, revision) === null)
      throw new Refusal('UNKNOWN_REVISION', `${id}: nobody has deployed ${item} rev ${revision} here.`);
    if (known && isMore(known.made, quantity))
      throw new Refusal('QUANTITY_EXCEEDED', `${id}: ${known.made} are made already.`, 409);
    if (!known || known.state === 'cancelled')
      return orders.put(entered(line, 'released', line.finishOnOld ? revision : active));
    return orders.put({ ...known, quantity, due, workCentre, reservations, sequence });
  };

  /** One that never came is noted, so that what is late does not come after. */
  const takeBack = (line: Line): Order => {
    const known = orders.get(line.order);
    checkFence(line, known?.sequence ?? 0, line.order);
    if (!known) return orders.put(entered(line, 'cancelled', line.revision));
    if (known.state === 'in progress' || known.state === 'completed')
      throw new Refusal('STARTED', `${known.id} is ${known.state}, and is not taken back.`, 409);
    return orders.put({ ...known, state: 'cancelled', sequence: line.sequence });
  };

  return [
    batch(
      effects,
      'order-dispatch',
      '/order-dispatches',
      'orders',
      Line,
      ({ order }) => order,
      (line) => ({ state: (line.cancel ? takeBack(line) : dispatch(line)).state }),
    ),
    read(
      'order-query',
      'post',
      '/order-queries',
      z.object({ orders: z.array(z.string()).max(1000) }),
      ({ orders: ids }) => ({ orders: ids.map((id) => shown(id, orders.get(id))) }),
    ),
    read('shop-floor-query', 'post', '/shop-floor-queries', Question, ({ order, item, revision }) => {
      const content = items.content(item, revision);
      return {
        active: items.active(item, plant),
        operations: content?.operations ?? null,
        startsStopped: starts.isStopped(item, plant),
        workCentres: workCentres.all(),
        order: shown(order, orders.get(order)),
      };
    }),
  ];
}

function shown(id: string, order: Order | undefined): object {
  if (!order) return { order: id, state: null };
  const { item, revision, quantity, due, workCentre, state, made, scrapped } = order;
  return { order: id, item, revision, quantity, due, workCentre, state, made, scrapped };
}
