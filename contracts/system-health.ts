import { z } from 'zod';
import { Instant } from './quantity';
import { PRODUCTS, ROLES_OF_SYSTEMS } from './topology';

/** As one outbound client classifies what goes wrong between Interlock and a system. */
export const FAILURE_CLASSES = ['retryable', 'rejected', 'unknown-outcome', 'misconfigured'] as const;
export type FailureClass = (typeof FAILURE_CLASSES)[number];

/** `unknown`: nobody has asked it for an hour. A system that refuses what it understood is answering. */
export const SYSTEM_STATES = ['answering', 'failing', 'unknown'] as const;
export type SystemState = (typeof SYSTEM_STATES)[number];

export const SystemFailureSeen = z.strictObject({
  class: z.enum(FAILURE_CLASSES),
  /** What was asked and what came instead, without secrets. */
  text: z.string().max(600),
});

/** What a process has seen of a system that it calls: its last answer and its last failure. */
export const SystemSeen = z
  .strictObject({
    system: z.string().min(1).max(100),
    answeredAt: Instant.nullable(),
    failedAt: Instant.nullable(),
    failure: SystemFailureSeen.nullable(),
  })
  .meta({ id: 'SystemSeen' });
export type SystemSeen = z.infer<typeof SystemSeen>;

/** How a system does now, and what waits for it. */
export const SystemHealth = z
  .object({
    system: z.string(),
    roles: z.array(z.enum(ROLES_OF_SYSTEMS)),
    product: z.enum(PRODUCTS),
    /** Null: the enterprise's. */
    plant: z.string().nullable(),
    state: z.enum(SYSTEM_STATES),
    /** When it last answered anything, a refusal too; null: never yet. */
    answeredAt: Instant.nullable(),
    failedAt: Instant.nullable(),
    /** Of `failedAt`. */
    failure: SystemFailureSeen.nullable(),
    /** Targets that are not read back at their newest generation, and since when the oldest is not. */
    waiting: z.object({ targets: z.int(), oldestAt: Instant.nullable() }),
    /** Of these, targets that wait for a person. */
    parked: z.int(),
    /** Open exceptions. */
    exceptions: z.int(),
    /** What waits at Temporal for a worker that calls it; null: not known of the last minute. */
    backlog: z.object({ tasks: z.int(), oldestSeconds: z.number() }).nullable(),
  })
  .meta({ id: 'SystemHealth' });
export type SystemHealth = z.infer<typeof SystemHealth>;

/** Every system of the topology, in one page. */
export const SystemHealths = z
  .object({ items: z.array(SystemHealth), next: z.null(), asOf: Instant })
  .meta({ id: 'SystemHealths' });
export type SystemHealths = z.infer<typeof SystemHealths>;
