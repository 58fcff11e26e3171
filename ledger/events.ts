import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { AuthorizationState } from '../contracts/shipment-authorization';
import type { Tx } from './pool';

/** Types of events that Interlock publishes: `interlock.<object>.<past-tense>.v<n>`. */
export type EventType =
  | 'interlock.quality-hold.placed.v1'
  | 'interlock.quality-hold.extended.v1'
  | 'interlock.quality-hold.scope-ended.v1'
  | 'interlock.quality-hold.effective.v1'
  | 'interlock.quality-hold.breached.v1'
  | 'interlock.quality-hold.closed.v1'
  | 'interlock.engineering-change.requested.v1'
  | 'interlock.engineering-change.queued.v1'
  | 'interlock.engineering-change.refused.v1'
  | 'interlock.engineering-change.accepted.v1'
  | 'interlock.engineering-change.staged.v1'
  | 'interlock.engineering-change.drifted.v1'
  | 'interlock.engineering-change.decided.v1'
  | 'interlock.engineering-change.pivot-passed.v1'
  | 'interlock.engineering-change.activated.v1'
  | 'interlock.engineering-change.withdrawal-requested.v1'
  | 'interlock.engineering-change.withdrawn.v1'
  | 'interlock.production-order.accepted.v1'
  | 'interlock.production-order.waiting.v1'
  | 'interlock.production-order.released.v1'
  | 'interlock.production-order.refused.v1'
  | 'interlock.production-order.changed.v1'
  | 'interlock.production-order.started.v1'
  | 'interlock.production-order.completed.v1'
  | 'interlock.production-order.cancelled.v1'
  | 'interlock.production-order.cancellation-refused.v1'
  | 'interlock.disposition.decided.v1'
  | 'interlock.disposition.verified.v1'
  | 'interlock.disposition.reversed.v1'
  | `interlock.shipment-authorization.${AuthorizationState}.v1`
  | 'interlock.inspection.opened.v1'
  | 'interlock.inspection.passed.v1'
  | 'interlock.inspection.failed.v1'
  | 'interlock.inspection.contradicted.v1'
  | 'interlock.inspection.result-withdrawn.v1'
  | 'interlock.concession.ended.v1'
  | 'interlock.drift.found.v1'
  | 'interlock.residual.found.v1'
  | 'interlock.residual.answered.v1'
  | 'interlock.residual.returned.v1'
  | 'interlock.customer-notice.requested.v1'
  | 'interlock.exception.opened.v1'
  | 'interlock.exception.escalated.v1'
  | 'interlock.exception.closed.v1'
  | 'interlock.authority.refused.v1'
  | 'interlock.baseline.started.v1'
  | 'interlock.baseline.finished.v1'
  | 'interlock.recall-drill.finished.v1'
  | 'interlock.audit.sealed.v1';

export interface Publication {
  readonly type: EventType;
  readonly subject: string;
  readonly transaction: string;
  readonly plant: string | null;
  readonly at: Date;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Records an event in the work's own transaction; it gets its sequence from the sequencer. */
export async function publish(tx: Tx, event: Publication): Promise<void> {
  await tx.query({
    name: 'event-publish',
    text: 'insert into event (id, type, subject, transaction, plant, at, data) values ($1, $2, $3, $4, $5, $6, $7)',
    values: [randomUUID(), event.type, event.subject, event.transaction, event.plant, event.at, event.data],
  });
}

const SEQUENCER_LOCK = 7_221_041_776;

/** Gives every committed event its place in the one order. One sequencer at a time; commit order does not matter. */
export async function sequenceEvents(tx: Tx): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1)', [SEQUENCER_LOCK]);
  await tx.query({
    name: 'event-sequence',
    text: `update event set sequence = placed.sequence
           from (select id, nextval('event_sequence') as sequence
                 from (select id from event where sequence is null order by position) unplaced) placed
           where event.id = placed.id`,
  });
}

export interface EventFilter {
  readonly after: number;
  readonly type?: string | undefined;
  readonly transaction?: string | undefined;
  readonly plant?: string | undefined;
  readonly limit: number;
}

/** CloudEvents with their sequence, oldest first. `type` may end in `*`. */
export async function listEvents(
  pool: Pool,
  filter: EventFilter,
): Promise<{ events: Record<string, unknown>[]; next: string | null }> {
  const found = await pool.query<{
    id: string;
    sequence: number;
    type: string;
    subject: string;
    transaction: string;
    plant: string | null;
    at: Date;
    data: unknown;
  }>({
    name: 'event-list',
    text: `select id, sequence, type, subject, transaction, plant, at, data from event
           where sequence > $1 and ($2::text is null or type like $2) and ($3::text is null or transaction = $3) and ($4::text is null or plant = $4)
           order by sequence limit $5`,
    values: [
      filter.after,
      filter.type === undefined ? null : filter.type.replaceAll('_', '\\_').replaceAll('*', '%'),
      filter.transaction ?? null,
      filter.plant ?? null,
      filter.limit + 1,
    ],
  });
  const page = found.rows.slice(0, filter.limit);
  const events = page.map((row) => ({
    specversion: '1.0',
    id: row.id,
    source: 'interlock',
    type: row.type,
    subject: row.subject,
    time: row.at.toISOString(),
    datacontenttype: 'application/json',
    transaction: row.transaction,
    plant: row.plant,
    sequence: row.sequence,
    data: row.data,
  }));
  return { events, next: found.rows.length > filter.limit ? String(page.at(-1)?.sequence) : null };
}
