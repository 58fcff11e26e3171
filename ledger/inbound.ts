import { itemOf } from '../config/systems';
import type { CloudEvent, InboundType } from '../contracts/inbound';
import { Problem } from '../contracts/problem';
import type { Topology } from '../contracts/topology';
import { audit } from './audit';
import { revokeShort } from './authorization-short';
import { wakeConditions } from './change/wake';
import { newId } from './ids';
import { HANDLERS } from './inbound-handlers';
import { wakeByLots } from './order/wake';
import type { Tx } from './pool';
import { moreOf } from './stock-movements';
import { inLotUnits } from './units';
import { WaitsFor } from './waits-for';

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
  const lots = lotsIn(event.data);
  if (waits === null && ARRIVALS.has(event.type))
    await applyWaiting(tx, topology, lots.map(moreOf), newId('TX'), now);
  await wakeConditions(tx, [...new Set(lots.map(itemOf))], now);
  await wakeByLots(tx, lots, now);
  await revokeShort(tx, topology, lots, now);
  await tx.query({
    name: 'inbound-record',
    text: 'insert into inbound (system, source, id, type, received_at, event, applied_at, waits_for) values ($1, $2, $3, $4, $5, $6, $7, $8)',
    values: [system, event.source, event.id, event.type, now, event, waits === null ? now : null, waits],
  });
  return { status: 'accepted' };
}

/** After these more of a lot lies somewhere: what waited for that is tried again. */
const ARRIVALS: ReadonlySet<string> = new Set<InboundType>([
  'erp.lot.received.v1',
  'erp.stock.moved.v1',
  'erp.stock.adjusted.v1',
  'erp.transfer.received.v1',
]);

/** Lots that an event names, however deep. */
function lotsIn(data: unknown): string[] {
  if (typeof data !== 'object' || data === null) return [];
  const own = 'lot' in data && typeof data.lot === 'string' ? [data.lot] : [];
  return [...new Set([...own, ...Object.values(data).flatMap(lotsIn)])];
}

async function apply(
  tx: Tx,
  topology: Topology,
  system: string,
  event: CloudEvent,
  now: Date,
): Promise<string | null> {
  try {
    await HANDLERS[event.type as InboundType](tx, topology, inLotUnits(topology, event.data) as never, {
      system,
      source: event.source,
      event: event.id,
      time: event.time === undefined ? null : new Date(event.time),
      who: { id: system, name: system },
      now,
    });
    return null;
  } catch (error) {
    if (error instanceof WaitsFor) return error.what;
    throw error;
  }
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
      const waits = await apply(tx, topology, row.system, row.event, now);
      await tx.query('release savepoint waiting');
      if (waits !== null) continue;
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
