import type { OrderQuestion } from '../../contracts/order-step';
import { ALREADY_STARTED, type OrderFinding } from '../../contracts/production-order';
import type { Topology } from '../../contracts/topology';
import { refusedByPlanning } from '../../domain/order-checks';
import { isStarted, type OrderProgress } from '../../domain/order-progress';
import { isNewest } from '../../domain/targets';
import type { Tx } from '../pool';
import type { StoredTarget } from '../targets';
import { cancel, refuseCancellation } from './cancel';
import { judge } from './check';
import { refuse } from './end';
import { progressOf, recordProgress } from './progress';
import { moveOrder, orderData, saveOrder, tellOrder, type OrderRow } from './row';
import { mesOf, targetOf, want } from './targets';

/** What is to be asked, and when to look again by itself. */
export interface Asked {
  readonly questions: readonly { readonly about: OrderQuestion['about']; readonly system: string }[];
  /** Milliseconds since 1970. */
  readonly wakeAt: number | null;
}
const NOTHING: Asked = { questions: [], wakeAt: null };

/** Moves an order on as far as what is known takes it. */
export async function moveOn(tx: Tx, topology: Topology, row: OrderRow, now: Date): Promise<Asked> {
  switch (row.state) {
    case 'checking':
    case 'waiting':
      return whileChecking(tx, topology, row, now);
    case 'dispatching':
      return whileDispatching(tx, topology, row, now);
    case 'released':
    case 'in-progress':
      return whileMade(tx, topology, row, now);
    case 'cancelling':
      return whileCancelling(tx, topology, row, now);
    default:
      return NOTHING;
  }
}

const isFresh = (at: number | null, { ask_since }: OrderRow): boolean => at !== null && at >= ask_since;

/** What the ERP said is out of date: it was told to have changed. */
const askAgain = (row: OrderRow): Asked['questions'] =>
  isFresh(row.planned_at, row) ? [] : [{ about: 'planned', system: row.order_system }];

async function whileChecking(tx: Tx, topology: Topology, before: OrderRow, now: Date): Promise<Asked> {
  const row = await lookByItself(tx, topology, before, now);
  const { planned, floor } = row;
  if (!planned || !isFresh(row.planned_at, row)) return { ...NOTHING, questions: askAgain(row) };
  if (planned.state === 'cancelled' && row.state === 'waiting') {
    await cancel(tx, topology, row, `${row.order_system} cancelled it`, now);
    return NOTHING;
  }
  const refusals = refusedByPlanning(planned, row.order_system, row.plant);
  if (refusals.length > 0) {
    await refuse(tx, row, refusals, now);
    return NOTHING;
  }
  if (!floor || !isFresh(row.floor_at, row))
    return { ...NOTHING, questions: [{ about: 'floor', system: mesOf(topology, row.plant) }] };
  const { findings, finishOnOld } = await judge(tx, topology, row, planned, floor, now);
  if (findings.some(({ severity }) => severity === 'error')) {
    await refuse(tx, row, findings, now);
    return NOTHING;
  }
  const obstacles = findings.filter(({ severity }) => severity === 'obstacle');
  if (obstacles.length > 0) {
    await wait(tx, row, findings, obstacles, now);
    return { ...NOTHING, wakeAt: nextLook(topology, row) };
  }
  // Where the shop floor has it already, it has made something of it.
  if (floor.order) await recordProgress(tx, row.plant, row.order_id, floor.order, now);
  const sent = await moveOrder(
    tx,
    row,
    'dispatching',
    { findings, finish_on_old: finishOnOld, waits_for: `${mesOf(topology, row.plant)} to have it` },
    { action: 'production-order.dispatching', type: null, why: null },
    now,
  );
  await want(tx, topology, sent, 'dispatch', 'posted');
  return NOTHING;
}

const nextLook = (topology: Topology, { floor_at, requested_at }: OrderRow): number =>
  (floor_at ?? requested_at.getTime()) + topology.orders.lookEverySeconds * 1000;

/** What has no event is looked at again after a while. */
const lookByItself = async (tx: Tx, topology: Topology, row: OrderRow, now: Date): Promise<OrderRow> =>
  row.state === 'waiting' && isFresh(row.floor_at, row) && now.getTime() >= nextLook(topology, row)
    ? saveOrder(tx, row.id, { ask_since: now.getTime() })
    : row;

async function wait(
  tx: Tx,
  row: OrderRow,
  findings: readonly OrderFinding[],
  obstacles: readonly OrderFinding[],
  now: Date,
): Promise<void> {
  const waits = obstacles.map(({ text }) => text).join(' ');
  if (row.state === 'waiting' && row.waits_for === waits) return;
  const telling = {
    action: 'production-order.waiting',
    type: 'interlock.production-order.waiting.v1',
    why: waits,
    data: { ...orderData(row), findings },
  } as const;
  if (row.state === 'checking') {
    await moveOrder(tx, row, 'waiting', { findings, waits_for: waits }, telling, now);
    return;
  }
  const saved = await saveOrder(tx, row.id, { findings, waits_for: waits });
  await tellOrder(tx, saved, { ...telling, from: 'waiting', to: 'waiting' }, now);
}

/** Has the system been read to say what is desired at the newest generation, with no reading owed? */
const isHome = (target: StoredTarget | null): target is StoredTarget =>
  target !== null && isNewest(target.state) && !target.state.readFirst;

async function whileDispatching(tx: Tx, topology: Topology, row: OrderRow, now: Date): Promise<Asked> {
  if (!isHome(await targetOf(tx, topology, row, 'dispatch'))) return { ...NOTHING, questions: askAgain(row) };
  const released = await moveOrder(
    tx,
    row,
    'released',
    { released_at: now.getTime(), waits_for: null },
    {
      action: 'production-order.released',
      type: 'interlock.production-order.released.v1',
      why: null,
      data: orderData(row),
    },
    now,
  );
  return whileMade(tx, topology, released, now);
}

async function whileMade(tx: Tx, topology: Topology, before: OrderRow, now: Date): Promise<Asked> {
  const progress = await progressOf(tx, before.plant, before.order_id);
  if (!progress || !isStarted(progress)) return { ...NOTHING, questions: askAgain(before) };
  const started =
    before.state === 'released'
      ? await moveOrder(
          tx,
          before,
          'in-progress',
          { started_at: now.getTime() },
          {
            action: 'production-order.started',
            type: 'interlock.production-order.started.v1',
            why: null,
            data: orderData(before),
          },
          now,
        )
      : before;
  const row = await confirm(tx, topology, started, progress, now);
  if (progress.state !== 'completed' || !isHome(await targetOf(tx, topology, row, 'confirmation')))
    return { ...NOTHING, questions: askAgain(row) };
  const { good, scrapped } = progress;
  await moveOrder(
    tx,
    row,
    'completed',
    { waits_for: null, ended_at: now.getTime() },
    {
      action: 'production-order.completed',
      type: 'interlock.production-order.completed.v1',
      why: null,
      data: { ...orderData(row), good, scrapped },
    },
    now,
  );
  return NOTHING;
}

/** The ERP is to have what the shop floor has reported, once for each report that said anything new. */
async function confirm(
  tx: Tx,
  topology: Topology,
  row: OrderRow,
  progress: OrderProgress,
  now: Date,
): Promise<OrderRow> {
  const { confirming } = row;
  const isSame =
    confirming?.state === progress.state &&
    confirming.good === progress.good &&
    confirming.scrapped === progress.scrapped;
  if (isSame) return row;
  const waits = progress.state === 'completed' ? `${row.order_system} to have its totals` : null;
  const saved = await saveOrder(tx, row.id, { confirming: progress, waits_for: waits });
  await tellOrder(
    tx,
    saved,
    { action: 'production-order.progressed', type: null, from: confirming, to: progress, why: null },
    now,
  );
  await want(tx, topology, saved, 'confirmation', 'posted');
  return saved;
}

async function whileCancelling(tx: Tx, topology: Topology, row: OrderRow, now: Date): Promise<Asked> {
  const target = await targetOf(tx, topology, row, 'dispatch');
  const progress = await progressOf(tx, row.plant, row.order_id);
  if ((progress && isStarted(progress)) || refusesAsStarted(target)) {
    const why = row.cancel_reason ?? 'cancelled';
    const goesOn = await moveOrder(
      tx,
      row,
      'released',
      { cancel_reason: null, waits_for: null },
      { action: 'production-order.goes-on', type: null, why },
      now,
    );
    await want(tx, topology, goesOn, 'dispatch', 'posted');
    return whileMade(tx, topology, await refuseCancellation(tx, goesOn, why, now), now);
  }
  if (!isHome(target)) return NOTHING;
  await moveOrder(
    tx,
    row,
    'cancelled',
    { waits_for: null, ended_at: now.getTime() },
    {
      action: 'production-order.cancelled',
      type: 'interlock.production-order.cancelled.v1',
      why: row.cancel_reason,
    },
    now,
  );
  return NOTHING;
}

/** The MES's own word that the order is on its way there. */
const refusesAsStarted = (target: StoredTarget | null): boolean =>
  target?.state.status === 'parked' &&
  target.state.desired.state === 'undone' &&
  (target.state.note?.startsWith(`${ALREADY_STARTED}:`) ?? false);
