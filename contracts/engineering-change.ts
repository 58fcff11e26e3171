import { z } from 'zod';
import { Name } from './material';
import { Count, Instant, Quantity } from './quantity';
import { Characteristic, RevisionPackage } from './revision';
import { ShownSignature } from './shown-signature';
import { Target } from './target';

export const CHANGE_STATES = [
  'checking',
  'staging',
  'staged',
  'activating',
  'active',
  'refused',
  'withdrawing',
  'withdrawn',
] as const;
/** Of a plant, and of the whole. */
export type ChangeState = (typeof CHANGE_STATES)[number];

const LocalDate = z.iso.date('a local date, such as "2026-12-01"');

/** When a plant goes over to the new revision. */
export const Effectivity = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('immediate') }),
    /** The first shift that starts on that date, or on the first working day after it, by the plant's own clock. */
    z.strictObject({
      kind: z.literal('date'),
      localDate: LocalDate,
      at: z.literal('shift-start').default('shift-start'),
    }),
    /** When the plant has no stock of the old revision left. */
    z.strictObject({ kind: z.literal('use-up') }),
    /** When the next piece of the item to be built there is that serial. */
    z.strictObject({ kind: z.literal('serial'), item: Name, from: Name }),
    /** When no lot of the item is in the making there. */
    z.strictObject({ kind: z.literal('next-lot') }),
  ])
  .meta({ id: 'Effectivity' });
export type Effectivity = z.infer<typeof Effectivity>;

export const CHANGE_POLICIES = ['plant-by-plant', 'all-or-nothing'] as const;
export type ChangePolicy = (typeof CHANGE_POLICIES)[number];
export const ON_CONFLICT = ['refuse', 'queue', 'supersede'] as const;
export type OnConflict = (typeof ON_CONFLICT)[number];

export const OBJECTS = ['order', 'stock', 'purchase'] as const;
/** What of the old revision is open at a plant: an order in progress, stock, a purchase on order. */
export type ChangeObject = (typeof OBJECTS)[number];
export const CHANGE_DECISIONS = ['finish-on-old', 'rework', 'scrap', 'sort', 'hold', 'use-up'] as const;
export type ChangeDecision = (typeof CHANGE_DECISIONS)[number];
const ChangeDecision = z.enum(CHANGE_DECISIONS);

/** What the PLM decided for whole classes of objects; null: each is decided for itself. */
export const Classes = z.object({
  inStock: ChangeDecision.nullable(),
  inProgress: ChangeDecision.nullable(),
  onOrder: ChangeDecision.nullable(),
});
export type Classes = z.infer<typeof Classes>;

/** An engineering change as the PLM gives it. */
export const ChangePackage = z.object({
  id: Name,
  text: z.string(),
  approved: z.boolean(),
  classes: Classes,
  /** What the PLM proposes where nobody says otherwise. */
  effectivity: Effectivity.nullable(),
  items: z.array(RevisionPackage).min(1),
  /** Component revisions that the PLM has released, of all that the BOMs name. */
  released: z.array(z.object({ item: Name, revision: Name, unit: Name })),
  /** SHA-256 of each document of the change as the PLM's vault has it now; one that is not listed is not there. */
  documents: z.array(z.object({ document: Name, hash: z.string() })),
});
export type ChangePackage = z.infer<typeof ChangePackage>;

const ChangeRef = z.strictObject({ system: Name, id: Name });

export const ChangeRequest = z
  .strictObject({
    change: ChangeRef,
    plants: z
      .array(z.strictObject({ plant: Name, effectivity: Effectivity }))
      .min(1)
      .max(100)
      .refine(
        (plants) => new Set(plants.map(({ plant }) => plant)).size === plants.length,
        'each plant once',
      ),
    policy: z.enum(CHANGE_POLICIES).default('plant-by-plant'),
    onConflict: z.enum(ON_CONFLICT).default('refuse'),
  })
  .meta({ id: 'ChangeRequest' });
export type ChangeRequest = z.infer<typeof ChangeRequest>;

export const ChangeDecisionRequest = z
  .strictObject({
    object: z.enum(OBJECTS),
    id: Name,
    plant: Name,
    decision: ChangeDecision,
    /** What the decider saw; the decision is stale once the system says another quantity. */
    quantityAssessed: z.union([z.strictObject({ value: Count, unit: Quantity.shape.unit }), Count]),
  })
  .meta({ id: 'ChangeDecisionRequest' });
export type ChangeDecisionRequest = z.infer<typeof ChangeDecisionRequest>;

export const WithdrawalRequest = z
  .strictObject({ reason: z.string().min(1).max(2000) })
  .meta({ id: 'WithdrawalRequest' });

export const Finding = z
  .object({
    /** One of domain's named rules, such as `component-not-released`. */
    code: z.string(),
    /** An error refuses; a warning is told. */
    severity: z.enum(['error', 'warning']),
    system: z.string().nullable(),
    plant: z.string().nullable(),
    subject: z.string(),
    text: z.string(),
  })
  .meta({ id: 'Finding' });
export type Finding = z.infer<typeof Finding>;

export const Affected = z
  .object({
    object: z.enum(OBJECTS),
    id: z.string(),
    plant: z.string(),
    item: z.string(),
    revision: z.string(),
    quantity: Quantity,
    decision: ChangeDecision.nullable(),
    /** The package's class, a rule of the topology, or the id of who decided. */
    decidedBy: z.string().nullable(),
    assessedAt: z.string(),
    stale: z.boolean(),
  })
  .meta({ id: 'Affected' });
export type Affected = z.infer<typeof Affected>;

export const Preflight = z
  .object({ ok: z.boolean(), findings: z.array(Finding), affected: z.array(Affected) })
  .meta({ id: 'Preflight' });
export type Preflight = z.infer<typeof Preflight>;

export const ChangePlant = z
  .object({
    plant: z.string(),
    state: z.enum(CHANGE_STATES),
    effectivity: Effectivity.nullable(),
    /** When it is due, where that is known beforehand. */
    dueAt: Instant.nullable(),
    stagedAt: Instant.nullable(),
    /** When the pivot was passed: from then on it only goes forward. */
    pivotedAt: Instant.nullable(),
    activeAt: Instant.nullable(),
    /** What it waits for, for people; null: nothing. */
    waitsFor: z.string().nullable(),
    /** Of who lets the plant go over. */
    signatures: z.array(ShownSignature),
    targets: z.array(Target),
    workflow: z.string(),
  })
  .meta({ id: 'ChangePlant' });
export type ChangePlant = z.infer<typeof ChangePlant>;

export const EngineeringChange = z
  .object({
    id: z.string(),
    transaction: z.string(),
    state: z.enum(CHANGE_STATES),
    change: z.object({ system: z.string(), id: z.string() }),
    policy: z.enum(CHANGE_POLICIES),
    onConflict: z.enum(ON_CONFLICT),
    items: z.array(z.object({ item: z.string(), from: z.string(), to: z.string() })),
    /** Changes that hold what this one waits for. */
    blocking: z.array(z.string()),
    findings: z.array(Finding),
    affected: z.array(Affected),
    plants: z.array(ChangePlant),
    requestedBy: z.object({ id: z.string(), name: z.string() }),
    requestedAt: Instant,
    withdrawal: z.object({ reason: z.string(), by: z.string(), at: Instant }).nullable(),
    links: z.object({ workflow: z.string(), events: z.string() }),
  })
  .meta({ id: 'EngineeringChange' });
export type EngineeringChange = z.infer<typeof EngineeringChange>;

export const Withdrawal = z
  .object({
    /** Plants that the withdrawal still stops. */
    plants: z.array(z.string()),
    /** Plants that have passed the pivot, and go forward. */
    forward: z.array(z.string()),
    change: EngineeringChange,
  })
  .meta({ id: 'Withdrawal' });
export type Withdrawal = z.infer<typeof Withdrawal>;

/** What a plant builds of an item. */
export const ItemRevision = z
  .object({
    item: z.string(),
    plant: z.string(),
    revision: z.string(),
    buildable: z.boolean(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'ItemRevision' });
export type ItemRevision = z.infer<typeof ItemRevision>;

export const Specification = z
  .object({
    item: z.string(),
    revision: z.string(),
    plant: z.string().nullable(),
    plan: z.object({ id: z.string(), version: z.string() }),
    characteristics: z.array(Characteristic),
  })
  .meta({ id: 'Specification' });
export type Specification = z.infer<typeof Specification>;
