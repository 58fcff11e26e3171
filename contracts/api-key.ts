import { z } from 'zod';
import { Person } from './disposition';
import { Name } from './material';
import { Instant } from './quantity';
import { ROLES } from './role';

/** Days for which a rotated key is good beside its successor, at most. */
const MOST_OVERLAP_DAYS = 30;

/** Body of `POST /v1/api-keys`. */
export const ApiKeyRequest = z
  .strictObject({
    /** Of the system, or of the person, that will hold it: what records show. */
    name: Name,
    role: z.enum(ROLES),
    /** Plants at which it may act; null: all. */
    plants: z.array(Name).min(1).max(200).nullable(),
    /** Ids of the calls (OpenAPI's `operationId`) that it is for, of those that the role may make; null: all. */
    scopes: z.array(Name).min(1).max(200).nullable(),
    /** Caller id of the person whose key it is, such as `workforce:ada`; without one it is a system's. */
    holder: Name.nullish(),
    expiresAt: Instant.nullish(),
  })
  .meta({ id: 'ApiKeyRequest' });
export type ApiKeyRequest = z.infer<typeof ApiKeyRequest>;

/** Body of `POST /v1/api-keys/{id}/rotation`. */
export const RotationRequest = z
  .strictObject({
    /** Seconds for which the old secret is good beside the new one. */
    overlapSeconds: z
      .int()
      .min(0)
      .max(MOST_OVERLAP_DAYS * 86_400),
  })
  .meta({ id: 'RotationRequest' });

/** Body of `POST /v1/api-keys/{id}/revocation`. */
export const RevocationRequest = z
  .strictObject({ reason: z.string().min(1).max(2000) })
  .meta({ id: 'RevocationRequest' });

export const API_KEY_STATES = ['active', 'rotated', 'expired', 'revoked'] as const;

/** A key without its secret. */
export const ApiKey = z
  .object({
    id: z.string(),
    /** The first key of its line: keys that were rotated into each other are one caller. */
    line: z.string(),
    transaction: z.string(),
    name: z.string(),
    holder: z.string().nullable(),
    role: z.enum(ROLES),
    plants: z.array(z.string()).nullable(),
    scopes: z.array(z.string()).nullable(),
    /** What the secret begins with. */
    prefix: z.string(),
    /** `rotated`: it has a successor, and is good until `expiresAt`. */
    state: z.enum(API_KEY_STATES),
    createdAt: Instant,
    createdBy: Person,
    expiresAt: Instant.nullable(),
    revokedAt: Instant.nullable(),
    /** Its successor. */
    rotatedTo: z.string().nullable(),
    /** To the minute. */
    lastUsedAt: Instant.nullable(),
  })
  .meta({ id: 'ApiKey' });
export type ApiKey = z.infer<typeof ApiKey>;

/** A key with its secret, which is shown once: an answer that is given again has null. */
export const NewApiKey = ApiKey.extend({ key: z.string().nullable() }).meta({ id: 'NewApiKey' });
