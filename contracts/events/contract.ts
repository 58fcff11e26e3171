import { z } from 'zod';
import { Decimal, Instant } from '../quantity';

/**
 * How long events are kept is said by class in the topology. `quality`, `change`, `production` and `logistics` are records of
 * work; `support` is about steps that a person was needed for; `audit` is never shortened.
 */
export const EVENT_CLASSES = ['quality', 'change', 'production', 'logistics', 'support', 'audit'] as const;
export type EventClass = (typeof EVENT_CLASSES)[number];

/** What Interlock promises of one type of event. Consumers must pass over members of `data` that they do not know. */
export interface EventContract {
  /** One sentence for people: when it is published. */
  readonly summary: string;
  readonly retention: EventClass;
  readonly data: z.ZodObject;
}

/** An instant as Interlock writes it: RFC 3339, UTC. */
export const At = Instant;

/** So much of a lot or an order, in its own unit (UN/ECE Recommendation 20). */
export const Amount = z.object({ value: Decimal, unit: z.string() });

/** A contract of one type, with the type of its data. */
export const contract = <D extends z.ZodObject>(retention: EventClass, summary: string, data: D) => ({
  summary,
  retention,
  data,
});
