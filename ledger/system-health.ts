import type { Pool } from 'pg';
import { z } from 'zod';
import { plantOf } from '../config/systems';
import { FAILURE_CLASSES, type SystemHealth, type SystemSeen } from '../contracts/system-health';
import type { Topology } from '../contracts/topology';
import { systemState } from '../domain/system-health';
import { instant } from './instant';
import type { Tx } from './pool';

/** A backlog that was measured longer ago says nothing of now. */
const BACKLOG_MS = 60_000;

/**
 * Remembers what a process has seen of systems. Several call the same one: the newest answer and the newest failure of all
 * count, whoever tells first. A process whose clock is ahead is not believed beyond `now`.
 */
export async function saveSeen(tx: Tx, seen: readonly SystemSeen[], now: Date): Promise<void> {
  if (seen.length === 0) return;
  await tx.query({
    name: 'system-seen',
    text: `insert into system_health as kept (system, answered_at, failed_at, failure_class, failure_text)
           select * from unnest($1::text[], $2::timestamptz[], $3::timestamptz[], $4::text[], $5::text[]) order by 1
           on conflict (system) do update set
             answered_at = greatest(kept.answered_at, excluded.answered_at),
             failed_at = greatest(kept.failed_at, excluded.failed_at),
             failure_class = case when excluded.failed_at > kept.failed_at or kept.failed_at is null then excluded.failure_class else kept.failure_class end,
             failure_text = case when excluded.failed_at > kept.failed_at or kept.failed_at is null then excluded.failure_text else kept.failure_text end`,
    values: [
      seen.map(({ system }) => system),
      seen.map(({ answeredAt }) => noLater(answeredAt, now)),
      seen.map(({ failedAt }) => noLater(failedAt, now)),
      seen.map(({ failure }) => failure?.class),
      seen.map(({ failure }) => failure?.text),
    ],
  });
}

/** What waits at Temporal for a worker that calls a system. */
export interface SystemBacklog {
  readonly system: string;
  readonly tasks: number;
  readonly oldestSeconds: number;
}

/** Remembers what waits at Temporal, as of now. */
export async function saveBacklogs(tx: Tx, backlogs: readonly SystemBacklog[], now: Date): Promise<void> {
  await tx.query({
    name: 'system-backlog',
    text: `insert into system_health (system, backlog_tasks, backlog_oldest_seconds, backlog_at)
           select *, $4::timestamptz from unnest($1::text[], $2::integer[], $3::float8[]) order by 1
           on conflict (system) do update set backlog_tasks = excluded.backlog_tasks, backlog_oldest_seconds = excluded.backlog_oldest_seconds, backlog_at = excluded.backlog_at`,
    values: [
      backlogs.map(({ system }) => system),
      backlogs.map(({ tasks }) => tasks),
      backlogs.map(({ oldestSeconds }) => oldestSeconds),
      now,
    ],
  });
}

const noLater = (at: string | null, now: Date): Date | null =>
  at === null ? null : new Date(Math.min(Date.parse(at), now.getTime()));

const Row = z.object({
  system: z.string(),
  answered_at: instant,
  failed_at: instant,
  failure_class: z.enum(FAILURE_CLASSES).nullable(),
  failure_text: z.string().nullable(),
  backlog_tasks: z.int().nullable(),
  backlog_oldest_seconds: z.number().nullable(),
  backlog_at: instant,
  targets: z.int(),
  oldest_at: instant,
  parked: z.int(),
  exceptions: z.int(),
});

/** Every system of a topology, in its order. */
export async function systemHealths(pool: Pool, topology: Topology, now: Date): Promise<SystemHealth[]> {
  const found = await pool.query({
    name: 'system-healths',
    text: `select named.system, answered_at, failed_at, failure_class, failure_text, backlog_tasks, backlog_oldest_seconds, backlog_at,
             targets, oldest_at, parked, exceptions
           from unnest($1::text[]) with ordinality as named (system, position)
           left join system_health using (system)
           cross join lateral (
             select count(*) as targets, min(open_since) as oldest_at, count(*) filter (where status = 'parked') as parked
             from target where open and target.system = named.system) waiting
           cross join lateral (
             select count(*) as exceptions from exception where state = 'open' and exception.system = named.system) trouble
           order by position`,
    values: [Object.keys(topology.systems)],
  });
  return found.rows.map((row) => healthOf(Row.parse(row), topology, now.getTime()));
}

function healthOf(row: z.infer<typeof Row>, topology: Topology, now: number): SystemHealth {
  const { roles, product } = topology.systems[row.system]!;
  return {
    system: row.system,
    roles,
    product,
    plant: plantOf(topology, row.system),
    state: systemState(row.answered_at, row.failed_at, now),
    answeredAt: text(row.answered_at),
    failedAt: text(row.failed_at),
    failure:
      row.failure_class === null || row.failure_text === null
        ? null
        : { class: row.failure_class, text: row.failure_text },
    waiting: { targets: row.targets, oldestAt: text(row.oldest_at) },
    parked: row.parked,
    exceptions: row.exceptions,
    backlog:
      row.backlog_tasks === null || row.backlog_at === null || now - row.backlog_at > BACKLOG_MS
        ? null
        : { tasks: row.backlog_tasks, oldestSeconds: row.backlog_oldest_seconds ?? 0 },
  };
}

const text = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
