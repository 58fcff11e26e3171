import { z } from 'zod';
import { Person } from './disposition';
import { Desired, Subject } from './target';

/**
 * The story of a transaction: steps in time order, from the ledger and, where it is asked for, from Temporal's history of its
 * sagas. Every step says in one sentence what happened, and has the facts beside it.
 */

/** How a visit to a system ended; `unanswered`: it has not. */
export const VISIT_OUTCOMES = [
  'observed',
  'contradicted',
  'cannot-enforce',
  'rejected',
  'misconfigured',
  'lapsed',
] as const;

const Common = z.object({
  /** The same whenever the step is told again. */
  id: z.string(),
  at: z.string(),
  /** The system that it is about; null: Interlock itself, or people. */
  system: z.string().nullable(),
  /** One sentence, for people. */
  text: z.string(),
});

/** Id of the trace in which it was done (W3C Trace Context); null: not known. */
const Trace = z.string().nullable();

/** A state change of the audit: who did what, and why. */
const RecordStep = Common.extend({
  kind: z.literal('record'),
  who: Person,
  action: z.string(),
  subject: z.string(),
  from: z.unknown(),
  to: z.unknown(),
  why: z.string().nullable(),
  /** Of what a caller did: the policy that allowed it, or the rule that did not. */
  rule: z.string().nullable(),
  /** Its place in the transaction's chain of the audit. */
  number: z.int(),
  trace: Trace,
});

/** One visit to a system: what it was asked, what it answered, and what it was then read to say. */
const VisitStep = Common.extend({
  kind: z.literal('visit'),
  /** The transaction whose saga asked, where it is another one: a target is shared by all that have a stake in it. */
  by: z.string().nullable(),
  target: z.string(),
  subject: Subject,
  /** What is decided, of a subject that is a disposition. */
  decision: z.string().nullable(),
  desired: Desired,
  generation: z.int(),
  token: z.int(),
  /** The idempotency key that it was asked with. */
  key: z.string(),
  /** Null: it was only read. */
  askedAt: z.string().nullable(),
  /** Null: it did not answer the ask, or refused it. */
  answeredAt: z.string().nullable(),
  /** When it was read, refused or given up; null: it is still out. */
  settledAt: z.string().nullable(),
  outcome: z.enum([...VISIT_OUTCOMES, 'unanswered']),
  /** Of a refusal. */
  code: z.string().nullable(),
  /** What it was read to say; null: it was not read. */
  said: z.object({ state: z.string(), quantity: z.string().nullable() }).nullable(),
  /** The system's own words, without secrets. */
  answer: z.string().nullable(),
});

/** An event that was published. */
const EventStep = Common.extend({
  kind: z.literal('event'),
  event: z.string(),
  type: z.string(),
  subject: z.string(),
  /** Null until it has its place in the log. */
  sequence: z.int().nullable(),
  trace: Trace,
});

/** An event that a subscriber has taken, or has not: `dead`. */
const DeliveryStep = Common.extend({
  kind: z.literal('delivery'),
  subscription: z.string(),
  event: z.string(),
  state: z.enum(['delivered', 'dead']),
  attempts: z.int(),
  /** The last HTTP status, or what went wrong instead. */
  status: z.int().nullable(),
  error: z.string().nullable(),
});

/** A run of a saga begins or ends, as Temporal has it. */
const RunStep = Common.extend({
  kind: z.literal('run'),
  workflow: z.string(),
  run: z.string(),
  state: z.string(),
});

/** A timer of a saga that is running or went off. */
const TimerStep = Common.extend({
  kind: z.literal('timer'),
  workflow: z.string(),
  dueAt: z.string(),
  firedAt: z.string().nullable(),
});

/** A call of a saga to a system that is out, failed, was tried more than once, or keeps no visit: questions. */
const CallStep = Common.extend({
  kind: z.literal('call'),
  workflow: z.string(),
  activity: z.string(),
  state: z.enum(['waiting', 'running', 'completed', 'failed', 'timed-out', 'cancelled']),
  /** How often it was begun. */
  attempts: z.int(),
  /** Class of the last failure: `retryable`, `unknown-outcome`, `misconfigured`, `rejected`, or Temporal's; null: none. */
  failure: z.string().nullable(),
  /** When it is tried again. */
  nextAttemptAt: z.string().nullable(),
  endedAt: z.string().nullable(),
});

export const StoryStep = z
  .discriminatedUnion('kind', [RecordStep, VisitStep, EventStep, DeliveryStep, RunStep, TimerStep, CallStep])
  .meta({ id: 'StoryStep' });
export type StoryStep = z.infer<typeof StoryStep>;
export type Step<K extends StoryStep['kind']> = Extract<StoryStep, { kind: K }>;

/** What a transaction waits for now. */
export const Waiting = z
  .object({
    /** Whom it waits for: a system, a person, time, another transaction, or Interlock itself. */
    on: z.enum(['system', 'person', 'condition', 'interlock']),
    system: z.string().nullable(),
    exception: z.string().nullable(),
    since: z.string().nullable(),
    text: z.string(),
  })
  .meta({ id: 'Waiting' });
export type Waiting = z.infer<typeof Waiting>;

/** `cursor` of a page: the instant, and the step, after which the next begins. */
const STORY_CURSOR = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\/[a-e][\x20-\x7e]{1,300}$/;

export const StoryQuestion = z.object({
  /** `temporal`: runs, timers and calls of its sagas are read from Temporal's history, too. */
  include: z.literal('temporal').optional().meta({
    description:
      'Read runs, timers and calls of its sagas from Temporal, too; without Temporal the answer says so',
  }),
  cursor: z
    .string()
    .regex(STORY_CURSOR, 'a cursor from the answer before')
    .refine(
      (text) => !Number.isNaN(Date.parse(text.slice(0, text.indexOf('/')))),
      'a cursor from the answer before',
    )
    .optional(),
  limit: z.coerce.number().int().min(1).max(2_000).default(500),
});

/** The story of a transaction, a page of it. */
export const Story = z
  .object({
    steps: z.array(StoryStep),
    /** Cursor of the page after this; null: this is the last. */
    next: z.string().nullable(),
    /** Whether nothing is missing of the page, and no page follows. */
    complete: z.boolean(),
    /** What could not be told, and why. */
    missing: z.array(z.object({ part: z.enum(['temporal']), why: z.string() })),
    waiting: z.array(Waiting),
  })
  .meta({ id: 'Story' });
export type Story = z.infer<typeof Story>;

export const TRANSACTION_KINDS = [
  'quality-hold',
  'engineering-change',
  'production-order',
  'inspection',
  'shipment-authorization',
  'other',
] as const;

/** A transaction in a list: what it is about. */
export const TransactionSummary = z
  .object({
    transaction: z.string(),
    kind: z.enum(TRANSACTION_KINDS),
    /** Id of what it is about. */
    subject: z.string(),
    /** Null: of more than one plant, or none. */
    plant: z.string().nullable(),
    /** Null: its plants each have one, or it has none. */
    state: z.string().nullable(),
    begunAt: z.string(),
  })
  .meta({ id: 'TransactionSummary' });
export type TransactionSummary = z.infer<typeof TransactionSummary>;
