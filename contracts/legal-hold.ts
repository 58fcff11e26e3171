import { z } from 'zod';
import { Person } from './disposition';
import { Name } from './material';

/** Keeps the events of one transaction, or of one subject, whatever retention says. */
export const LegalHoldRequest = z
  .strictObject({
    transaction: Name.optional(),
    subject: Name.optional(),
    reason: z.string().min(1).max(2000),
  })
  .refine(({ transaction, subject }) => (transaction === undefined) !== (subject === undefined), {
    path: ['transaction'],
    error: 'name either a transaction or a subject',
  })
  .meta({ id: 'LegalHoldRequest' });
export type LegalHoldRequest = z.infer<typeof LegalHoldRequest>;

export const LegalHoldRelease = z
  .strictObject({ reason: z.string().min(1).max(2000) })
  .meta({ id: 'LegalHoldRelease' });

export const LegalHold = z
  .object({
    id: z.string(),
    transaction: z.string().nullable(),
    subject: z.string().nullable(),
    reason: z.string(),
    placedBy: Person,
    placedAt: z.string(),
    /** Null while it keeps. */
    released: z.object({ by: Person, at: z.string(), reason: z.string() }).nullable(),
  })
  .meta({ id: 'LegalHold' });
export type LegalHold = z.infer<typeof LegalHold>;
