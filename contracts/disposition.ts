import { z } from 'zod';
import { LotId, Name } from './material';
import { Decimal, Instant, PositiveQuantity, Quantity } from './quantity';
import { ShownSignature } from './shown-signature';

export const DECISIONS = [
  'release',
  'sort',
  'rework',
  'repair',
  'use-as-is',
  'regrade',
  'scrap',
  'return-to-supplier',
] as const;
export const Decision = z.enum(DECISIONS);
export type Decision = z.infer<typeof Decision>;

export const DISPOSITION_STATES = ['decided', 'executing', 'verified', 'reversed'] as const;
export type DispositionState = (typeof DISPOSITION_STATES)[number];

export const Approval = z.strictObject({
  kind: z.enum(['quality', 'design-authority', 'customer']),
  id: Name,
  name: Name,
  meaning: z.string().min(1).max(500),
  at: Instant,
  reference: Name,
});
export type Approval = z.infer<typeof Approval>;

export const Concession = z.strictObject({
  expiresAt: Instant.nullish(),
  maxQuantity: PositiveQuantity.nullish(),
  orders: z.array(Name).max(200).nullish(),
  customers: z.array(Name).max(200).nullish(),
});

/** Body of `POST /v1/quality-holds/{id}/dispositions`. */
export const DispositionRequest = z
  .strictObject({
    lot: LotId,
    quantity: PositiveQuantity,
    decision: Decision,
    reason: z.string().min(1).max(2000),
    reference: Name,
    approvals: z.array(Approval).max(20).default([]),
    concession: Concession.nullable().default(null),
    supersedes: Name.nullable().default(null),
    /** Of a regrade: the lot that the pieces become, perhaps of another item; the lot's own number with `/GRADE-2` otherwise. */
    output: LotId.optional(),
    /** The decider's own electronic signature of it (`POST /v1/signatures`, capacity `decision`). */
    signature: Name.optional(),
  })
  .meta({ id: 'DispositionRequest' });
export type DispositionRequest = z.infer<typeof DispositionRequest>;

export const Person = z.object({ id: z.string(), name: z.string() });
export type Person = z.infer<typeof Person>;

export const Disposition = z
  .object({
    id: z.string(),
    hold: z.string(),
    lot: z.string(),
    quantity: Quantity,
    decision: Decision,
    state: z.enum(DISPOSITION_STATES),
    reason: z.string(),
    reference: z.string(),
    approvals: z.array(Approval),
    concession: Concession.nullable(),
    supersedes: z.string().nullable(),
    /** The lot that a rework, a repair or a regrade makes; null: the pieces stay in theirs. */
    output: z.string().nullable(),
    found: z.object({ good: Decimal, bad: Decimal }).nullable(),
    /** The QMS's own, where it decided there. */
    signature: z.record(z.string(), z.unknown()).nullable(),
    /** Those that were given to Interlock: of who decided, and of approvers. */
    signatures: z.array(ShownSignature),
    decidedBy: Person,
    decidedAt: z.string(),
    verifiedAt: z.string().nullable(),
  })
  .meta({ id: 'Disposition' });
export type Disposition = z.infer<typeof Disposition>;

export const ReversalRequest = z
  .strictObject({ reason: z.string().min(1).max(2000) })
  .meta({ id: 'ReversalRequest' });
