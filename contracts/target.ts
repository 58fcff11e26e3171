import { z } from 'zod';
import { Decimal } from './quantity';

export const SUBJECT_KINDS = [
  'lot',
  'serial',
  'order',
  'shipment',
  'disposition',
  'item',
  'nonconformance',
  /** New starts of an item at a plant, `<item>@<plant>`: held while a change is being activated. */
  'starts',
  /** The request to inspect a lot; a checkpoint of an operation, held while it waits; the report of a result. All by the inspection's id. */
  'inspection',
  'checkpoint',
  'inspection-result',
  /** An order at the MES: posted, or undone; and its running totals at the ERP: posted. Both by the order's number. */
  'dispatch',
  'confirmation',
] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];
export const Subject = z.object({ kind: z.enum(SUBJECT_KINDS), id: z.string() });
export type Subject = z.infer<typeof Subject>;

export const DESIRED_STATES = ['held', 'free', 'posted', 'staged', 'active', 'undone'] as const;
export type DesiredState = (typeof DESIRED_STATES)[number];
/** `quantity` is how much is to be held (or was posted), in the lot's unit; null where a system knows no quantity. */
export const Desired = z.object({ state: z.enum(DESIRED_STATES), quantity: Decimal.nullable() });
export type Desired = z.infer<typeof Desired>;

export const TARGET_STATUSES = [
  'wanted',
  'asked',
  'acknowledged',
  'observed',
  'parked',
  'drifted',
  'cannot-enforce',
] as const;
export type TargetStatus = (typeof TARGET_STATUSES)[number];

/** One (system, subject) of the ledger as the API shows it. */
export const Target = z
  .object({
    id: z.string(),
    system: z.string(),
    subject: Subject,
    required: z.boolean(),
    desired: Desired,
    prior: z.string().nullable(),
    generation: z.int(),
    observedGeneration: z.int(),
    status: z.enum(TARGET_STATUSES),
    askedAt: z.string().nullable(),
    acknowledgedAt: z.string().nullable(),
    observedAt: z.string().nullable(),
    exception: z.string().nullable(),
    note: z.string().nullable(),
  })
  .meta({ id: 'Target' });
export type Target = z.infer<typeof Target>;
