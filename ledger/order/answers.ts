import type { OrderAnswer } from '../../contracts/order-step';
import type { OrderFinding, PlannedOrder } from '../../contracts/production-order';
import type { Topology } from '../../contracts/topology';
import { compare } from '../../domain/decimal';
import { learnOrder } from '../change/revisions';
import { closeQuestion } from '../exceptions';
import type { Tx } from '../pool';
import { cancel } from './cancel';
import { refuse } from './end';
import { saveOrder, tellOrder, type OrderRow } from './row';
import { want } from './targets';

/** Takes what ERP and MES have answered; the newest word counts. @returns the row as it is then */
export async function takeAnswers(
  tx: Tx,
  topology: Topology,
  before: OrderRow,
  answers: readonly OrderAnswer[],
  now: Date,
): Promise<OrderRow> {
  let row = before;
  for (const answer of answers) {
    await closeQuestion(tx, row.transaction, row.plant, answer.system, now);
    if (!answer.offered) row = await notOffered(tx, row, answer, now);
    else if (answer.about === 'floor')
      row = await saveOrder(tx, row.id, { floor: answer.floor, floor_at: answer.askedAt });
    else row = await takePlanned(tx, topology, row, answer.planned, answer.askedAt, now);
  }
  return row;
}

const isChecked = ({ state }: OrderRow): boolean => state === 'checking' || state === 'waiting';

async function notOffered(
  tx: Tx,
  row: OrderRow,
  { system, about }: OrderAnswer,
  now: Date,
): Promise<OrderRow> {
  if (!isChecked(row)) return row;
  const what = about === 'planned' ? 'gives no production orders' : 'takes no production orders';
  return refuse(tx, row, [errorOf(row, system, 'not-offered', `${system} ${what}.`)], now);
}

const errorOf = (row: OrderRow, system: string, code: string, text: string): OrderFinding => ({
  code,
  severity: 'error',
  system,
  plant: row.plant,
  subject: row.order_id,
  text,
});

async function takePlanned(
  tx: Tx,
  topology: Topology,
  row: OrderRow,
  planned: PlannedOrder | null,
  askedAt: number,
  now: Date,
): Promise<OrderRow> {
  if (planned === null) {
    if (isChecked(row))
      return refuse(
        tx,
        row,
        [
          errorOf(
            row,
            row.order_system,
            'unknown-order',
            `${row.order_system} has no order ${row.order_id}.`,
          ),
        ],
        now,
      );
    return saveOrder(tx, row.id, { planned_at: askedAt });
  }
  const kept = isChecked(row) || !row.planned ? planned : keep(row.planned, planned);
  const saved = await saveOrder(tx, row.id, {
    planned: kept,
    planned_at: askedAt,
    product_family: topology.items[planned.item]?.productFamily ?? row.product_family,
  });
  await saveReservations(tx, saved.id, kept);
  await learnOrder(tx, row.plant, kept, planned.state === 'cancelled' ? 'cancelled' : 'open', now);
  if (isChecked(row) || !row.planned) return saved;
  if (planned.state === 'cancelled')
    return cancel(tx, topology, saved, `${row.order_system} cancelled it`, now);
  return tellChanges(tx, topology, saved, row.planned, planned, now);
}

/** What was sent keeps its revision to the end, whatever the ERP says later (E6). */
const keep = (before: PlannedOrder, after: PlannedOrder): PlannedOrder => ({
  ...after,
  item: before.item,
  revision: before.revision,
  bom: before.bom,
  routing: before.routing,
  master: before.master,
});

async function tellChanges(
  tx: Tx,
  topology: Topology,
  row: OrderRow,
  before: PlannedOrder,
  after: PlannedOrder,
  now: Date,
): Promise<OrderRow> {
  const isSame =
    compare(before.quantity, after.quantity) === 0 &&
    before.due === after.due &&
    before.workCentre === after.workCentre &&
    JSON.stringify(before.reservations) === JSON.stringify(after.reservations);
  if (!isSame && row.state !== 'cancelling') {
    await want(tx, topology, row, 'dispatch', 'posted');
    const [from, to] = [before, after].map(({ quantity, due, workCentre }) => ({
      quantity,
      due,
      workCentre,
    }));
    await tellOrder(
      tx,
      row,
      {
        action: 'production-order.changed',
        type: 'interlock.production-order.changed.v1',
        from,
        to,
        why: null,
      },
      now,
    );
  }
  if (after.revision === before.revision || row.findings.some(({ code }) => code === 'revision-kept'))
    return row;
  const text = `${row.order_system} now has ${row.order_id} on ${after.revision}; it keeps ${before.revision}, which it was sent with.`;
  const finding: OrderFinding = {
    ...errorOf(row, row.order_system, 'revision-kept', text),
    severity: 'warning',
  };
  return saveOrder(tx, row.id, { findings: [...row.findings, finding] });
}

async function saveReservations(tx: Tx, dispatch: string, { reservations }: PlannedOrder): Promise<void> {
  const lots = [...new Set(reservations.map(({ lot }) => lot))].sort();
  await tx.query({
    name: 'order-reservation-clear',
    text: 'delete from order_reservation where dispatch = $1 and lot <> all($2)',
    values: [dispatch, lots],
  });
  await tx.query({
    name: 'order-reservation-save',
    text: `insert into order_reservation (dispatch, lot, quantity)
           select $1, lot, sum(quantity) from unnest($2::text[], $3::numeric[]) as kept (lot, quantity) group by lot
           on conflict (dispatch, lot) do update set quantity = excluded.quantity`,
    values: [dispatch, reservations.map(({ lot }) => lot), reservations.map(({ quantity }) => quantity)],
  });
}
