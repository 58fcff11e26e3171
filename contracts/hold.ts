import { z } from 'zod';
import { Disposition, Person } from './disposition';
import { LotId, Name, SerialId, Stock } from './material';
import { CountedQuantity, Decimal, Instant, PositiveQuantity, Quantity } from './quantity';
import { Target } from './target';

export const HOLD_STATES = ['open', 'disposing', 'closed'] as const;
export type HoldState = (typeof HOLD_STATES)[number];
export const CONTAINMENTS = ['gated', 'partial', 'effective'] as const;
export type Containment = (typeof CONTAINMENTS)[number];
export const SEVERITIES = ['critical', 'major', 'minor'] as const;

/** What tells the held part of a lot from the rest; without it the whole lot is held (H6). */
export const IdentifiedBy = z.union([
  z.strictObject({ serials: z.array(Name).min(1).max(5000) }),
  z.strictObject({ handlingUnit: Name }),
  z.strictObject({ subLot: Name }),
  z.strictObject({ location: Name }),
]);
export type IdentifiedBy = z.infer<typeof IdentifiedBy>;

export const LotScope = z.strictObject({
  lot: LotId,
  quantity: PositiveQuantity.optional(),
  identifiedBy: IdentifiedBy.optional(),
});
export type LotScope = z.infer<typeof LotScope>;

export const MAX_LOTS = 5000;
const Lots = z.array(LotScope).min(1).max(MAX_LOTS);
/** What a work centre made from one instant to another, both included; `to` null: until further notice. */
const Window = z
  .strictObject({ id: Name, from: Instant, to: Instant.nullable() })
  .refine(({ from, to }) => to === null || from <= to, { path: ['to'], error: 'not before "from"' });
export const Scope = z
  .strictObject({
    lots: Lots.optional(),
    serials: z.array(SerialId).min(1).max(5000).optional(),
    supplierLots: z
      .array(z.strictObject({ supplier: Name, supplierLot: Name }))
      .min(1)
      .max(500)
      .optional(),
    /** What these orders made and will make. */
    orders: z.array(Name).min(1).max(500).optional(),
    /** What these work centres of the hold's plant made. */
    workCentres: z.array(Window).min(1).max(100).optional(),
    /** What joins later too. What is named above is followed for as long as the hold is open, with it or without. */
    future: z.boolean().optional(),
  })
  .meta({ id: 'Scope' });
export type Scope = z.infer<typeof Scope>;

export const Reason = z
  .strictObject({ code: Name, text: z.string().min(1).max(2000) })
  .meta({ id: 'Reason' });
export const Nonconformance = z.strictObject({ system: Name, id: Name }).meta({ id: 'Nonconformance' });
const ReleaseCondition = z.strictObject({ change: z.strictObject({ system: Name, id: Name }) });

/** Body of `POST /v1/quality-holds` and of its preview. */
export const HoldRequest = z
  .strictObject({
    nonconformance: Nonconformance.nullable(),
    plant: Name,
    detectedAt: Instant.optional(),
    scope: Scope,
    reason: Reason,
    severity: z.enum(SEVERITIES),
    releaseCondition: ReleaseCondition.nullable().default(null),
  })
  .meta({ id: 'HoldRequest' });
export type HoldRequest = z.infer<typeof HoldRequest>;

export const AddLotsRequest = z.strictObject({ lots: Lots }).meta({ id: 'AddLotsRequest' });
/** What the hold is not to follow any more; what has joined stays held. */
export const ScopeEndRequest = z
  .strictObject({
    orders: z.array(Name).min(1).max(500).optional(),
    /** `to`: what was made after it does not join. */
    workCentres: z
      .array(z.strictObject({ id: Name, to: Instant }))
      .min(1)
      .max(100)
      .optional(),
    reason: z.string().min(1).max(2000),
  })
  .refine(({ orders, workCentres }) => Boolean(orders ?? workCentres), {
    path: ['orders'],
    error: 'names orders or work centres that the hold follows',
  })
  .meta({ id: 'ScopeEndRequest' });
export type ScopeEndRequest = z.infer<typeof ScopeEndRequest>;
export const PhysicalControlRequest = z
  .strictObject({ lot: LotId, location: Name, counted: CountedQuantity, tag: Name })
  .meta({ id: 'PhysicalControlRequest' });
export const RESIDUAL_ANSWERS = ['notify', 'recall', 'recover', 'accept'] as const;
export const ResidualAnswerRequest = z
  .strictObject({ action: z.enum(RESIDUAL_ANSWERS), reference: Name, text: z.string().min(1).max(2000) })
  .meta({ id: 'ResidualAnswerRequest' });

/** The account of one lot under one hold (H6): every figure a decimal in the lot's unit. */
export const ACCOUNT_FIELDS = [
  'undecided',
  'pending',
  'released',
  'reworked',
  'repaired',
  'regraded',
  'scrapped',
  'usedAsIs',
  'returned',
  'escaped',
  'elsewhere',
] as const;
export type AccountField = (typeof ACCOUNT_FIELDS)[number];

export const HoldLot = z
  .object({
    lot: z.string(),
    unit: z.string(),
    quantity: Decimal,
    adjusted: Decimal,
    undecided: Decimal,
    pending: Decimal,
    released: Decimal,
    reworked: Decimal,
    repaired: Decimal,
    regraded: Decimal,
    scrapped: Decimal,
    usedAsIs: Decimal,
    returned: Decimal,
    escaped: Decimal,
    elsewhere: Decimal,
    /** What counts found to be gone of what is pending. */
    missing: Decimal,
    /** What tells the held part from the rest, and whether that was observed; null: the hold is over the whole lot. */
    part: z.object({ by: IdentifiedBy, observed: z.boolean() }).nullable(),
    stock: z.array(Stock),
  })
  .meta({ id: 'HoldLot' });
export type HoldLot = z.infer<typeof HoldLot>;

export const RESIDUAL_KINDS = [
  'shipped',
  'picked',
  'loaded',
  'staged',
  'consumed',
  'consumed-unposted',
  'in-transit',
  'unaccounted',
] as const;
export type ResidualKind = (typeof RESIDUAL_KINDS)[number];
/**
 * What a system may say of material of a lot that is not simply in stock. What is only assigned to an order or a shipment
 * is not beyond the hold: it is stopped where it is, and shown in the preview.
 */
export const EXPOSURES = [...RESIDUAL_KINDS, 'assigned'] as const;
export type ExposureKind = (typeof EXPOSURES)[number];
export const Exposed = z
  .object({
    lot: z.string(),
    quantity: Decimal,
    kind: z.enum(EXPOSURES),
    reference: z.string(),
    customer: z.string().nullable(),
    at: z.string(),
  })
  .meta({ id: 'Exposed' });
export type Exposed = z.infer<typeof Exposed>;

export const Residual = z
  .object({
    id: z.string(),
    lot: z.string(),
    quantity: Quantity,
    kind: z.enum(RESIDUAL_KINDS),
    system: z.string(),
    reference: z.string(),
    customer: z.string().nullable(),
    at: z.string(),
    /** What has come back of it since somebody answered that it is recalled or recovered. */
    back: Decimal,
    answer: z
      .object({
        action: z.enum(RESIDUAL_ANSWERS),
        reference: z.string(),
        text: z.string(),
        by: Person,
        at: z.string(),
      })
      .nullable(),
  })
  .meta({ id: 'Residual' });
export type Residual = z.infer<typeof Residual>;

export const PhysicalControl = z
  .object({
    lot: z.string(),
    location: z.string(),
    counted: Quantity,
    tag: z.string(),
    by: Person,
    at: z.string(),
  })
  .meta({ id: 'PhysicalControl' });
export type PhysicalControl = z.infer<typeof PhysicalControl>;

export const Hold = z
  .object({
    id: z.string(),
    transaction: z.string(),
    state: z.enum(HOLD_STATES),
    containment: z.enum(CONTAINMENTS),
    plant: z.string(),
    productFamily: z.string(),
    nonconformance: Nonconformance.nullable(),
    reason: Reason,
    scope: Scope,
    severity: z.enum(SEVERITIES),
    releaseCondition: ReleaseCondition.nullable(),
    placedBy: Person,
    detectedAt: z.string(),
    placedAt: z.string(),
    effectiveAt: z.string().nullable(),
    closedAt: z.string().nullable(),
    lots: z.array(HoldLot),
    targets: z.array(Target),
    residual: z.array(Residual),
    physical: z.array(PhysicalControl),
    dispositions: z.array(Disposition),
    links: z.object({ workflow: z.string(), events: z.string() }),
  })
  .meta({ id: 'Hold' });
export type Hold = z.infer<typeof Hold>;
