import { itemOf } from '../config/systems';
import { Approval, Concession } from '../contracts/disposition';
import type { CloudEvent, InboundData, InboundType } from '../contracts/inbound';
import { Problem } from '../contracts/problem';
import type { Topology } from '../contracts/topology';
import { audit, type Actor } from './audit';
import { wakeConditions } from './change/wake';
import { changeApproved, changeWithdrawn, orderTold } from './change/announced';
import { confirm } from './confirm';
import { decide } from './decide';
import { openHold } from './hold-row';
import { join, placeHold } from './holds';
import { material } from './scope';
import { lotReceived, madeFrom, stockAdjusted, stockMoved, type Telling } from './material';
import type { Tx } from './pool';
import { shipmentPosted } from './shipments';

/** An event about something that is not here yet: it is kept, and applied when that comes. */
class WaitsFor extends Error {
  constructor(readonly what: string) {
    super(what);
  }
}

export interface Received {
  readonly status: 'accepted' | 'duplicate';
}

/**
 * Takes one validated event of a system, once for each (system, source, id), in the coverage transaction.
 * @throws Problem when it is refused; nothing is written then, and the same id may come again
 */
export async function receive(
  tx: Tx,
  topology: Topology,
  system: string,
  event: CloudEvent,
  now: Date,
): Promise<Received> {
  const before = await tx.query({
    name: 'inbound-find',
    text: 'select 1 from inbound where system = $1 and source = $2 and id = $3',
    values: [system, event.source, event.id],
  });
  if (before.rows.length > 0) return { status: 'duplicate' };
  const waits = await apply(tx, topology, system, event, now);
  await wakeConditions(tx, itemsIn(event.data), now);
  await tx.query({
    name: 'inbound-record',
    text: 'insert into inbound (system, source, id, type, received_at, event, applied_at, waits_for) values ($1, $2, $3, $4, $5, $6, $7, $8)',
    values: [system, event.source, event.id, event.type, now, event, waits === null ? now : null, waits],
  });
  return { status: 'accepted' };
}

/** Items of the lots that an event names, however deep. */
function itemsIn(data: unknown): string[] {
  if (typeof data !== 'object' || data === null) return [];
  const own = 'lot' in data && typeof data.lot === 'string' ? [itemOf(data.lot)] : [];
  return [...new Set([...own, ...Object.values(data).flatMap(itemsIn)])];
}

async function apply(
  tx: Tx,
  topology: Topology,
  system: string,
  event: CloudEvent,
  now: Date,
): Promise<string | null> {
  try {
    await HANDLERS[event.type as InboundType](tx, topology, event.data as never, {
      system,
      who: { id: system, name: system },
      now,
    });
    return null;
  } catch (error) {
    if (error instanceof WaitsFor) return error.what;
    throw error;
  }
}

type Handler<T extends InboundType> = (
  tx: Tx,
  topology: Topology,
  data: InboundData<T>,
  telling: Telling,
) => Promise<void>;

const HANDLERS: { [T in InboundType]: Handler<T> } = {
  'qms.nonconformance.raised.v1': raised,
  'qms.nonconformance.voided.v1': voided,
  'qms.disposition.decided.v1': decided,
  'qms.disposition.revised.v1': decided,
  'qms.inspection.completed.v1': async (tx, topology, data, telling) => {
    if (data.disposition !== null)
      await confirmed(tx, topology, data.disposition, 'inspected', data.verdict === 'pass', null, telling);
  },
  'mes.sort.finished.v1': (tx, topology, data, telling) =>
    confirmed(tx, topology, data.disposition, 'sorted', true, { good: data.good, bad: data.bad }, telling),
  'mes.rework.finished.v1': (tx, topology, data, telling) =>
    confirmed(tx, topology, data.disposition, 'reworked', true, null, telling),
  'erp.scrap.confirmed.v1': (tx, topology, data, telling) =>
    confirmed(tx, topology, data.disposition, 'destroyed', true, null, telling),
  'erp.return.issued.v1': (tx, topology, data, telling) =>
    confirmed(tx, topology, data.disposition, 'issued', true, null, telling),
  'erp.lot.received.v1': lotReceived,
  'erp.stock.moved.v1': stockMoved,
  'erp.stock.adjusted.v1': stockAdjusted,
  'mes.material.consumed.v1': (tx, topology, data, telling) =>
    madeFrom(tx, topology, data.consumed, data.produced, telling),
  'mes.lot.split.v1': (tx, topology, data, telling) => madeFrom(tx, topology, data.from, data.to, telling),
  'mes.lot.merged.v1': (tx, topology, data, telling) => madeFrom(tx, topology, data.from, data.to, telling),
  'erp.shipment.posted.v1': shipmentPosted,
  'erp.order.released.v1': (tx, _topology, data, { now }) => orderTold(tx, data, 'open', now),
  'erp.order.changed.v1': (tx, _topology, data, { now }) => orderTold(tx, data, 'open', now),
  'erp.order.cancelled.v1': (tx, _topology, data, { now }) => orderTold(tx, data, 'cancelled', now),
  'plm.change.approved.v1': changeApproved,
  'plm.change.withdrawn.v1': changeWithdrawn,
};

async function raised(
  tx: Tx,
  topology: Topology,
  data: InboundData<'qms.nonconformance.raised.v1'>,
  telling: Telling,
): Promise<void> {
  const nonconformance = { system: telling.system, id: data.id };
  const who: Actor =
    typeof data.raisedBy === 'string'
      ? { id: data.raisedBy, name: data.raisedBy }
      : { id: data.raisedBy.id, name: data.raisedBy.name };
  const open = await openHoldOf(tx, telling.system, data.id);
  if (open !== null) {
    const hold = await openHold(tx, open);
    return join(
      tx,
      topology,
      hold,
      await material(tx, topology, data.scope, telling.now),
      who,
      `nonconformance ${data.id} was raised`,
      telling.now,
    );
  }
  const request = {
    nonconformance,
    plant: data.plant,
    detectedAt: data.detectedAt,
    scope: data.scope,
    reason: data.reason,
    severity: data.severity,
    releaseCondition: null,
  };
  await placeHold(tx, topology, request, who, telling.now, null);
}

/** The cause does not exist: what is undecided is released, by the QMS's word. */
async function voided(
  tx: Tx,
  topology: Topology,
  data: InboundData<'qms.nonconformance.voided.v1'>,
  telling: Telling,
): Promise<void> {
  const hold = await openHoldOf(tx, telling.system, data.id);
  if (hold === null) throw new WaitsFor(`nonconformance/${telling.system}/${data.id}`);
  const undecided = await tx.query<{ lot: string; unit: 'EA'; undecided: string }>(
    'select lot, unit, undecided from hold_lot where hold = $1 and undecided > 0 order by lot',
    [hold],
  );
  for (const row of undecided.rows) {
    const request = {
      lot: row.lot,
      quantity: { value: row.undecided, unit: row.unit },
      decision: 'release' as const,
      reason: `nonconformance ${data.id} was voided`,
      reference: data.id,
      approvals: [],
      concession: null,
      supersedes: null,
    };
    await decide(tx, topology, hold, request, telling.who, null, telling.now, telling.now);
  }
}

/** The QMS is the authority for dispositions; who decided there is recorded as it says. */
async function decided(
  tx: Tx,
  topology: Topology,
  data: InboundData<'qms.disposition.decided.v1'>,
  telling: Telling,
): Promise<void> {
  const hold =
    data.hold ??
    (data.nonconformance === undefined ? null : await openHoldOf(tx, telling.system, data.nonconformance));
  if (hold === null) {
    if (data.nonconformance === undefined)
      throw new Problem('event-not-accepted', 'A disposition names a nonconformance or a hold.', [
        { pointer: '/data', detail: 'nonconformance or hold is missing' },
      ]);
    if (await hadHold(tx, telling.system, data.nonconformance))
      throw new Problem('hold-closed', `The hold of nonconformance ${data.nonconformance} is closed.`);
    throw new WaitsFor(`nonconformance/${telling.system}/${data.nonconformance}`);
  }
  if (!(await exists(tx, 'hold', hold))) throw new WaitsFor(`hold/${hold}`);
  const request = {
    lot: data.lot,
    quantity: data.quantity,
    decision: data.decision,
    reason: data.reason,
    reference: data.reference,
    approvals: Approval.array().parse(data.approvals ?? []),
    concession: data.concession ? Concession.parse(data.concession) : null,
    supersedes: data.supersedes ?? null,
  };
  await decide(
    tx,
    topology,
    hold,
    request,
    { id: data.decidedBy.id, name: data.decidedBy.name },
    data.signature ?? null,
    new Date(data.decidedAt),
    telling.now,
  );
}

async function confirmed(
  tx: Tx,
  topology: Topology,
  id: string,
  what: Parameters<typeof confirm>[3],
  passed: boolean,
  found: { good: string; bad: string } | null,
  telling: Telling,
): Promise<void> {
  if (!(await exists(tx, 'disposition', id))) throw new WaitsFor(`disposition/${id}`);
  await confirm(tx, topology, id, what, passed, found, telling.who, telling.now);
}

/** What waited for this hold or its nonconformance is applied now; what cannot be is refused on the record. */
export async function applyWaiting(
  tx: Tx,
  topology: Topology,
  whats: readonly string[],
  transaction: string,
  now: Date,
): Promise<void> {
  const waiting = await tx.query<{ system: string; source: string; id: string; event: CloudEvent }>({
    name: 'inbound-waiting',
    text: 'select system, source, id, event from inbound where waits_for = any($1) and applied_at is null order by received_at, id',
    values: [whats],
  });
  for (const row of waiting.rows) {
    await tx.query('savepoint waiting');
    try {
      await apply(tx, topology, row.system, row.event, now);
      await tx.query('release savepoint waiting');
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      await tx.query('rollback to savepoint waiting');
      await audit(tx, {
        transaction,
        at: now,
        who: { id: row.system, name: row.system },
        action: 'inbound.refused',
        subject: row.id,
        from: null,
        to: { type: row.event.type, code: error.code },
        why: error.detail,
      });
    }
    await tx.query({
      name: 'inbound-applied',
      text: 'update inbound set applied_at = $4 where system = $1 and source = $2 and id = $3',
      values: [row.system, row.source, row.id, now],
    });
  }
}

async function openHoldOf(tx: Tx, system: string, nonconformance: string): Promise<string | null> {
  const found = await tx.query<{ id: string }>({
    name: 'hold-of-nonconformance',
    text: `select id from hold where nonconformance_system = $1 and nonconformance_id = $2 and state <> 'closed'`,
    values: [system, nonconformance],
  });
  return found.rows[0]?.id ?? null;
}

async function hadHold(tx: Tx, system: string, nonconformance: string): Promise<boolean> {
  return (
    (
      await tx.query('select 1 from hold where nonconformance_system = $1 and nonconformance_id = $2', [
        system,
        nonconformance,
      ])
    ).rows.length > 0
  );
}

async function exists(tx: Tx, table: 'hold' | 'disposition', id: string): Promise<boolean> {
  return (await tx.query(`select 1 from ${table} where id = $1`, [id])).rows.length > 0;
}
