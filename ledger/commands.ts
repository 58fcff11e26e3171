import type { Pool } from 'pg';
import { currentTrace } from '../config/trace';
import type { Tx } from './pool';

/** Channel on which a committed command wakes the relay. */
export const COMMAND_CHANNEL = 'interlock_command';
/** Channel on which a committed change of a transaction wakes those who wait for it; the payload is the transaction. */
export const CHANGE_CHANNEL = 'interlock_change';

export interface Command {
  readonly id: number;
  readonly transaction: string;
  readonly kind: 'start' | 'look';
  /** Workflow type. */
  readonly workflow: string;
  /** The only start argument: the id of what the saga is about. */
  readonly subject: string;
  readonly traceparent: string | null;
  readonly tracestate: string | null;
  readonly attempts: number;
}

/** Tells Temporal, once this transaction has committed, to start a saga or to wake it: in the trace that is given, or that leads to it. */
export async function command(
  tx: Tx,
  order: Omit<Command, 'id' | 'attempts' | 'tracestate'>,
  now: Date,
): Promise<void> {
  const current = currentTrace();
  await tx.query({
    name: 'command-insert',
    text: `with inserted as (
             insert into command (transaction, kind, workflow, subject, created_at, traceparent, tracestate) values ($1, $2, $3, $4, $5, $6, $7) returning id
           )
           select pg_notify('${COMMAND_CHANNEL}', ''), pg_notify('${CHANGE_CHANNEL}', $1) from inserted`,
    values: [
      order.transaction,
      order.kind,
      order.workflow,
      order.subject,
      now,
      order.traceparent ?? current?.traceparent ?? null,
      current?.tracestate ?? null,
    ],
  });
}

/**
 * Tells those who wait for a transaction's hold that it changed. Not for every step: commits that notify wait for each
 * other, each for the other's flush to disk.
 */
export async function announce(tx: Tx, transaction: string): Promise<void> {
  await tx.query({
    name: 'change-announce',
    text: `select pg_notify('${CHANGE_CHANNEL}', $1)`,
    values: [transaction],
  });
}

/** Wakes every saga with a stake in these targets, but one. */
export async function wakeOthers(tx: Tx, targets: readonly string[], but: string, now: Date): Promise<void> {
  const found = await tx.query<{ transaction: string; hold: string }>({
    name: 'command-wake',
    text: `select distinct hold.transaction, hold.id as hold from stake join hold using (transaction)
           where stake.target = any($1) and stake.transaction <> $2 and hold.finished_at is null order by 1`,
    values: [targets, but],
  });
  for (const row of found.rows) await look(tx, row.transaction, row.hold, now);
}

export const look = (tx: Tx, transaction: string, hold: string, now: Date): Promise<void> =>
  command(tx, { transaction, kind: 'look', workflow: 'qualityHold', subject: hold, traceparent: null }, now);

/**
 * Leases the oldest command of each transaction that has none in the air. No SQL transaction stays open while the
 * command is carried.
 */
export async function claimCommands(
  pool: Pool,
  limit: number,
  leaseMs: number,
  now: Date,
): Promise<Command[]> {
  const claimed = await pool.query<Command>({
    name: 'command-claim',
    text: `update command set lease_until = $1::timestamptz + make_interval(secs => $2 / 1000.0), attempts = attempts + 1
           where id in (
             select id from command oldest
             where (lease_until is null or lease_until <= $1)
               and not exists (select from command earlier where earlier.transaction = oldest.transaction and earlier.id < oldest.id)
             order by id limit $3 for update skip locked
           )
           returning id, transaction, kind, workflow, subject, traceparent, tracestate, attempts`,
    values: [now, leaseMs, limit],
  });
  return claimed.rows.sort((a, b) => a.id - b.id);
}

/** Carried. */
export async function commandCarried(pool: Pool, done: Command): Promise<void> {
  await pool.query({ name: 'command-carried', text: 'delete from command where id = $1', values: [done.id] });
}

/** Not carried: free to be claimed again after a while. */
export async function commandPostponed(pool: Pool, failed: Command, until: Date): Promise<void> {
  await pool.query({
    name: 'command-postpone',
    text: 'update command set lease_until = $2 where id = $1',
    values: [failed.id, until],
  });
}
