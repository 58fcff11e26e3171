import { z } from 'zod';
import { Person } from '../disposition';
import { RESOLUTIONS } from '../exception';
import { Decimal } from '../quantity';
import { Desired, Subject } from '../target';
import { contract } from './contract';

/** What a parked step is about: a subject in a system, or what a system was asked of. */
export const ExceptionSubject = z.union([
  Subject,
  z.object({ items: z.array(z.string()) }),
  z.object({ dispatch: z.string(), order: z.string(), plant: z.string() }),
  z.object({ change: z.string(), plant: z.string() }),
]);
export type ExceptionSubject = z.infer<typeof ExceptionSubject>;

const Opened = z.object({
  exception: z.string(),
  system: z.string(),
  subject: ExceptionSubject,
  reason: z.object({ code: z.string(), text: z.string() }),
});
const Escalated = z.object({
  exception: z.string(),
  system: z.string(),
  tier: z.string(),
  stage: z.int(),
  /** Minutes of the plant's shifts that it has been open. */
  minutes: z.int(),
});
const Closed = z.object({
  exception: z.string(),
  system: z.string(),
  /** `healed`: the cause went away by itself. */
  resolution: z.enum([...RESOLUTIONS, 'healed']),
  payload: z.record(z.string(), z.unknown()).nullable().optional(),
  by: Person.optional(),
});
const DriftFound = z.object({
  target: z.string(),
  system: z.string(),
  subject: Subject,
  desired: Desired,
  read: z.object({ state: z.string(), quantity: Decimal.nullable(), evidence: z.string() }),
});

const SubscriptionDisabled = z.object({ subscription: z.string(), reason: z.string() });

export const SUPPORT_EVENTS = {
  'interlock.subscription.disabled.v1': contract(
    'support',
    'Interlock sends a subscription nothing any more: its consumer answered that it is gone.',
    SubscriptionDisabled,
  ),
  'interlock.exception.opened.v1': contract('support', 'A step is parked, and waits for a person.', Opened),
  'interlock.exception.escalated.v1': contract(
    'support',
    'An exception is open for longer than its tier allows.',
    Escalated,
  ),
  'interlock.exception.closed.v1': contract(
    'support',
    'An exception was resolved, or its cause went away.',
    Closed,
  ),
  'interlock.drift.found.v1': contract(
    'quality',
    'A system was read to say otherwise than it was observed before, and nobody of ours has asked it to.',
    DriftFound,
  ),
} as const;
