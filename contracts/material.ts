import { z } from 'zod';
import { Decimal, PositiveQuantity, Quantity } from './quantity';

/** `<item>:<number>`, with `@<plant>` where two plants number alike. */
export const LotId = z
  .string()
  .max(120)
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._/-]*:[A-Za-z0-9][A-Za-z0-9._/@-]*$/,
    'a lot is named <item>:<number>, such as "PIN-10:L-0417"',
  )
  .meta({ id: 'LotId' });

/** `<item>:SN-<number>`: one piece. */
export const SerialId = z
  .string()
  .max(120)
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._/-]*:SN-[A-Za-z0-9][A-Za-z0-9._/@-]*$/,
    'a serial is named <item>:SN-<number>, such as "BRACKET-100:SN-1001"',
  )
  .meta({ id: 'SerialId' });

/** Spelt out, not \p{Cc}: clients read the pattern in the OpenAPI document, and few languages' patterns know classes. */
// oxlint-disable-next-line no-control-regex -- it is control characters that are refused
const NO_CONTROL_CHARACTERS = /^[^\u0000-\u001f\u007f-\u009f]+$/;

/** A short name of something in a system or in the topology. */
export const Name = z
  .string()
  .min(1)
  .max(120)
  .regex(NO_CONTROL_CHARACTERS, 'a name without control characters');

/** What an ERP says of stock by itself, whatever Interlock asked of it (H8). */
export const NATIVE_STATUSES = ['unrestricted', 'inspection', 'expired', 'returns', 'block'] as const;
export const NativeStatus = z.enum(NATIVE_STATUSES);
export type NativeStatus = z.infer<typeof NativeStatus>;

export const SPECIAL_STOCKS = ['in-transit', 'subcontractor', 'consignment', 'customer'] as const;
export const Stock = z.object({
  plant: z.string(),
  location: z.string(),
  quantity: Decimal,
  owner: z.string(),
  special: z.enum(SPECIAL_STOCKS).nullable(),
});
export type Stock = z.infer<typeof Stock>;

export const ACTIONS = ['ship', 'consume', 'move'] as const;
export const PURPOSES = [
  'sale',
  'production',
  'quarantine',
  'inspect',
  'rework',
  'scrap',
  'return',
  'unrestricted',
] as const;
export type Action = (typeof ACTIONS)[number];
export type Purpose = (typeof PURPOSES)[number];

/** What an action is for when the question does not say. */
export const USUAL_PURPOSE: Record<Action, Purpose> = {
  ship: 'sale',
  consume: 'production',
  move: 'unrestricted',
};

/** The gate's question, beside the lot. */
export const GateQuestion = z.object({
  plant: Name,
  action: z.enum(ACTIONS),
  quantity: PositiveQuantity.shape.value.optional(),
  unit: Quantity.shape.unit.optional(),
  purpose: z.enum(PURPOSES).optional(),
  to: Name.optional(),
  /** For whom: what a concession keeps for an order or a customer opens for no other. */
  order: Name.optional(),
  customer: Name.optional(),
  signed: z.enum(['true', 'false']).default('false').meta({
    description:
      'With `jws`: the answer as a signed statement that a WMS can check offline until it expires.',
  }),
});

export const GATE_RULES = [
  'unknown-lot',
  'inspection-pending',
  'expired',
  'native-block',
  'concession',
  // promised to shipments
  'authorized',
  // a plant's own gate while its line to the enterprise is cut
  'line-cut',
  // all that a partner is told of why
  'not-released',
] as const;
export type GateRule = (typeof GATE_RULES)[number];

const BlockedBy = z.array(
  z.union([z.object({ hold: z.string(), reason: z.string() }), z.object({ rule: z.enum(GATE_RULES) })]),
);

export const Releasability = z
  .object({
    lot: z.string(),
    plant: z.string(),
    action: z.enum(ACTIONS),
    purpose: z.enum(PURPOSES),
    releasable: z.boolean(),
    releasableQuantity: Quantity,
    blockedBy: BlockedBy,
    allowed: z.array(z.object({ purpose: z.enum(PURPOSES), to: z.string().nullable(), quantity: Quantity })),
    asOf: z.string(),
    /** Where a concession opened the gate that runs out by time: not after that instant. */
    validUntil: z.string().optional(),
    /** `observe`: the plant is going live, and is not stopped by what Interlock does not know yet. */
    mode: z.literal('observe').optional(),
    /** At a plant that only observes: what the gate would have said. */
    enforced: z
      .object({ releasable: z.boolean(), releasableQuantity: Quantity, blockedBy: BlockedBy })
      .optional(),
    /** The answer as a JWS in compact serialization (RFC 7515, EdDSA), where it was asked for. */
    jws: z.string().optional(),
    /** The list that a plant's own gate answered from while its line was cut; its age counts from `issuedAt`. */
    denyList: z
      .object({
        sequence: z.int(),
        issuedAt: z.string(),
        ageSeconds: z.number(),
        graceSeconds: z.number(),
      })
      .optional(),
  })
  .meta({ id: 'Releasability' });
export type Releasability = z.infer<typeof Releasability>;

/** Parts that add up to what lies there. What is in transit, or with a customer, does not. */
const Parts = z.object({
  free: Quantity,
  held: Quantity,
  /** Promised to shipments, or kept for production orders. */
  assigned: Quantity,
  /** By its owner's own status (in inspection, expired, blocked), or kept for others by a concession. */
  restricted: Quantity,
});

/** What of an item lies at a plant. */
export const Availability = z
  .object({ item: z.string(), plant: z.string(), ...Parts.shape, asOf: z.string() })
  .meta({ id: 'Availability' });

/** What of an item lies at each plant, and in all, at one instant. */
export const AvailabilityByPlant = z
  .object({
    item: z.string(),
    total: Parts,
    plants: z.array(z.object({ plant: z.string(), ...Parts.shape })),
    asOf: z.string(),
  })
  .meta({ id: 'AvailabilityByPlant' });
