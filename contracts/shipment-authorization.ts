import { z } from 'zod';
import { LotId, Name, Releasability } from './material';
import { Decimal, PositiveQuantity, Quantity } from './quantity';

/** The JOSE types of what the gate signs, so that none is taken for another. */
export const GATE_ANSWER_TYPE = 'gate-answer+jws';
export const AUTHORIZATION_TYPE = 'shipment-authorization+jws';

export const AUTHORIZATION_STATES = ['authorized', 'shipped', 'cancelled', 'expired', 'revoked'] as const;
export type AuthorizationState = (typeof AUTHORIZATION_STATES)[number];

/** Body of `POST /v1/shipment-authorizations`. */
export const AuthorizationRequest = z
  .strictObject({
    shipment: Name,
    plant: Name,
    customer: Name,
    /** The sales order, where a concession names one. */
    order: Name.nullish(),
    lines: z
      .array(z.strictObject({ lot: LotId, quantity: PositiveQuantity }))
      .min(1)
      .max(200),
  })
  .meta({ id: 'ShipmentAuthorizationRequest' });
export type AuthorizationRequest = z.infer<typeof AuthorizationRequest>;

export const CancellationRequest = z
  .strictObject({ reason: z.string().min(1).max(2000) })
  .meta({ id: 'CancellationRequest' });

/** What the gate has promised to a shipment: it counts as taken until it is shipped or over. */
export const ShipmentAuthorization = z
  .object({
    id: z.string(),
    transaction: z.string(),
    shipment: z.string(),
    plant: z.string(),
    customer: z.string(),
    /** Whether it may be gone by: true in state `authorized` alone. */
    authorized: z.boolean(),
    state: z.enum(AUTHORIZATION_STATES),
    validUntil: z.string(),
    lines: z.array(z.object({ lot: z.string(), quantity: Quantity, shipped: Decimal })),
    /** Sequence of the newest event that it knew of: whatever revokes it has a later one. */
    position: z.int(),
    authorizedBy: z.object({ id: z.string(), name: z.string() }),
    authorizedAt: z.string(),
    endedAt: z.string().nullable(),
    /** The hold that revoked it, or why it was revoked or cancelled. */
    endedBecause: z.string().nullable(),
    /** It as a signed statement (RFC 7515, EdDSA), for a WMS to check offline; null once it is over. */
    jws: z.string().nullable(),
  })
  .meta({ id: 'ShipmentAuthorization' });
export type ShipmentAuthorization = z.infer<typeof ShipmentAuthorization>;

/** What a signed answer of the gate says: so much of this lot, there, for that, at that instant, good until it expires. */
export const GateStatement = Releasability.pick({
  lot: true,
  plant: true,
  action: true,
  purpose: true,
  releasable: true,
  asOf: true,
}).extend({
  quantity: Quantity,
  to: z.string().nullable(),
  order: z.string().nullable(),
  customer: z.string().nullable(),
  expiresAt: z.string(),
  position: z.int(),
});
export type GateStatement = z.infer<typeof GateStatement>;

/** What a signed authorization says. */
export const AuthorizationStatement = ShipmentAuthorization.pick({
  id: true,
  shipment: true,
  plant: true,
  customer: true,
  position: true,
}).extend({
  lines: z.array(z.object({ lot: z.string(), quantity: Quantity })),
  asOf: z.string(),
  expiresAt: z.string(),
});
export type AuthorizationStatement = z.infer<typeof AuthorizationStatement>;

/** Public keys that check what the gate signs: a JWK set (RFC 7517). */
export const GateKeys = z
  .object({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string() })) })
  .meta({ id: 'GateKeys' });
