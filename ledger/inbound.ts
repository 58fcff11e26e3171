import { itemOf } from '../config/systems';
import type { CloudEvent, InboundType } from '../contracts/inbound';
import { Problem } from '../contracts/problem';
import type { Topology } from '../contracts/topology';
import { audit } from './audit';
import { wakeConditions } from './change/wake';
import { HANDLERS } from './inbound-handlers';
import type { Tx } from './pool';
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
