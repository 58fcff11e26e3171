import { z } from 'zod';
import { Person } from './disposition';
import { Name } from './material';
import { Subject, type SubjectKind } from './target';

/**
 * Technical fields of a step that a person may mend: they say how something is posted, never what. Facts (quantities, lots,
 * revisions, decisions) are mended at their owner and read again (A4).
 */
export const Amendment = z
  .strictObject({
    /** Day to which the posting belongs, where the period of today is closed. */
    postingDate: z.iso.date('a local date, such as "2026-12-01"'),
    /** Location to which restricted stock is taken, where the topology names a wrong one. */
    quarantine: Name,
  })
  .partial()
  .refine((fields) => Object.keys(fields).length > 0, 'names at least one technical field')
  .meta({ id: 'Amendment' });
export type Amendment = z.infer<typeof Amendment>;

/** What can be amended of a step, by the kind of its subject; nothing of what is not listed. */
export const AMENDABLE: Partial<Record<SubjectKind, readonly (keyof Amendment)[]>> = {
  lot: ['quarantine'],
  disposition: ['postingDate', 'quarantine'],
  confirmation: ['postingDate'],
};

export const RESOLUTIONS = ['retry', 'amend', 'skip', 'withdraw'] as const;
export type ResolutionAction = (typeof RESOLUTIONS)[number];

/** What an exception may stop. */
export const STOPPED = ['quality-hold', 'engineering-change', 'production-order', 'inspection'] as const;

/** `oldest`: as they were opened; `escalated`: the highest stage first, and of a stage the oldest. */
export const EXCEPTION_ORDERS = ['oldest', 'escalated'] as const;

export const ResolutionRequest = z
  .strictObject({
    action: z.enum(RESOLUTIONS),
    reason: z.string().min(1).max(2000),
    /** Of `amend` only: the technical fields with their new values. */
    payload: z.record(z.string(), z.unknown()).nullable().default(null),
  })
  .meta({ id: 'ResolutionRequest' });
export type ResolutionRequest = z.infer<typeof ResolutionRequest>;

/** A parked step in the support queue, waiting for a person. */
export const ExceptionItem = z
  .object({
    id: z.string(),
    transaction: z.string(),
    plant: z.string(),
    productFamily: z.string(),
    system: z.string(),
    /** The step, such as `staged item`; the same words as the target's desired state and subject. */
    step: z.string(),
    subject: Subject.nullable(),
    reason: z.object({ code: z.string(), text: z.string() }),
    /** What was asked of the system, and what it answered, where it did; secrets left out. */
    payload: z.unknown(),
    openedAt: z.string(),
    attempts: z.int(),
    state: z.enum(['open', 'closed']),
    /** Which resolutions are possible. */
    resolutions: z.array(z.enum(RESOLUTIONS)),
    /** Technical fields that `amend` may mend; none where it is not possible. */
    amendable: z.array(Amendment.keyof()),
    /** What waits for it; null: nothing that has an address of its own. */
    stops: z.object({ kind: z.enum(STOPPED), id: z.string() }).nullable(),
    /** Stages of escalation reached by the plant's business clock. */
    stage: z.int(),
    closedAt: z.string().nullable(),
    /** `healed`: the cause went away by itself. */
    resolution: z
      .object({
        action: z.enum([...RESOLUTIONS, 'healed']),
        reason: z.string().nullable(),
        by: Person.nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'Exception' });
export type ExceptionItem = z.infer<typeof ExceptionItem>;
