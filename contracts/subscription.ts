import { z } from 'zod';
import { Name } from './material';

export const SUBSCRIPTION_STATES = ['active', 'paused', 'disabled', 'deleted'] as const;
export type SubscriptionState = (typeof SUBSCRIPTION_STATES)[number];

/** A type of event, or the beginning of some: `interlock.quality-hold.placed.v1`, `interlock.quality-hold.*`, `*`. */
export const TypePattern = z
  .string()
  .max(120)
  .regex(
    /^(\*|interlock\.([a-z-]+\.)*(\*|[a-z-]+\.v[1-9]\d{0,2}))$/,
    'a type such as interlock.quality-hold.placed.v1, or interlock.quality-hold.*',
  );

/** The highest version in which events are wanted; where an event has none so high, its highest. */
export const EventVersion = z.coerce.number().int().min(1).max(999);

export const SubscriptionRequest = z
  .strictObject({
    url: z.url({ protocol: /^https?$/, error: 'an https address' }).max(2_000),
    types: z.array(TypePattern).min(1).max(50),
    /** Empty: of every plant, and of none. */
    plants: z.array(Name).max(100),
    version: z.int().min(1).max(999).default(1),
  })
  .meta({ id: 'SubscriptionRequest' });
export type SubscriptionRequest = z.infer<typeof SubscriptionRequest>;

export const Subscription = z
  .object({
    id: z.string(),
    transaction: z.string(),
    url: z.string(),
    types: z.array(z.string()),
    plants: z.array(z.string()),
    version: z.int(),
    state: z.enum(SUBSCRIPTION_STATES),
    /** Why it is paused, disabled or deleted. */
    reason: z.string().nullable(),
    createdAt: z.string(),
    /** Sequence up to which it was handed its events; it began after `position` when it was created. */
    position: z.int(),
    pending: z.int(),
    dead: z.int(),
    /** Until when replaced secrets go on signing beside the newest. */
    secrets: z.array(z.object({ number: z.int(), expiresAt: z.string().nullable() })),
  })
  .meta({ id: 'Subscription' });
export type Subscription = z.infer<typeof Subscription>;

/** With the secret that signs, which is not shown again: `whsec_…` (Standard Webhooks). */
export const SubscriptionWithSecret = Subscription.extend({ secret: z.string() }).meta({
  id: 'SubscriptionWithSecret',
});
export type SubscriptionWithSecret = z.infer<typeof SubscriptionWithSecret>;

export const SubscriptionReason = z
  .strictObject({ reason: z.string().min(1).max(2000) })
  .meta({ id: 'SubscriptionReason' });

export const RotationRequest = z
  .strictObject({
    /** Hours for which the present secret goes on signing too; the topology's `rotationHours` when not given. */
    overlapHours: z.number().min(0).max(720).optional(),
  })
  .meta({ id: 'SecretRotationRequest' });

/** Everything after this sequence, up to where the subscription is, once more. */
export const ReplayRequest = z.strictObject({ after: z.int().min(0) }).meta({ id: 'ReplayRequest' });

export const Replay = z
  .object({
    id: z.string(),
    subscription: z.string(),
    after: z.int(),
    until: z.int(),
    startedAt: z.string(),
  })
  .meta({ id: 'Replay' });
export type Replay = z.infer<typeof Replay>;

export const DELIVERY_STATES = ['pending', 'delivered', 'dead'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** One event for one subscription. */
export const Delivery = z
  .object({
    id: z.string(),
    subscription: z.string(),
    /** The replay that it belongs to; null: as it happened. */
    replay: z.string().nullable(),
    event: z.object({ id: z.string(), type: z.string(), subject: z.string(), sequence: z.int() }),
    state: z.enum(DELIVERY_STATES),
    attempts: z.int(),
    /** When it is tried again. */
    dueAt: z.string().nullable(),
    settledAt: z.string().nullable(),
    /** What the consumer answered last; null where it did not answer. */
    status: z.int().nullable(),
    error: z.string().nullable(),
  })
  .meta({ id: 'Delivery' });
export type Delivery = z.infer<typeof Delivery>;
