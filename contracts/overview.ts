import { z } from 'zod';
import { CONTAINMENTS, HOLD_STATES, SEVERITIES } from './hold';
import { Instant } from './quantity';
import { VISIT_OUTCOMES } from './story';
import { Subject, TARGET_STATUSES } from './target';

/** What one system has not confirmed of a hold; of several targets, the one that wants a person, or else waits longest. */
export const NotContained = z.object({
  system: z.string(),
  /** Its targets that are not contained. */
  targets: z.int(),
  target: z.string(),
  subject: Subject,
  plant: z.string(),
  status: z.enum(TARGET_STATUSES),
  /** Since when the oldest of them is not contained. */
  since: Instant,
  /** How often it was asked since the hold was placed. */
  asked: z.int(),
  /** What was last heard of it since then; null: nothing yet. */
  last: z.object({ outcome: z.enum(VISIT_OUTCOMES), answer: z.string(), at: Instant }).nullable(),
  exception: z.string().nullable(),
});
export type NotContained = z.infer<typeof NotContained>;

/** An open hold in short: what of it is contained, and what not. */
export const OpenHold = z
  .object({
    id: z.string(),
    transaction: z.string(),
    plant: z.string(),
    productFamily: z.string(),
    state: z.enum(HOLD_STATES),
    containment: z.enum(CONTAINMENTS),
    severity: z.enum(SEVERITIES),
    reason: z.object({ code: z.string(), text: z.string() }),
    placedAt: Instant,
    /** How many lots it covers, and the names of the first three. */
    lots: z.object({ count: z.int(), first: z.array(z.string()) }),
    /** Targets that must be contained, and how many of them are. */
    required: z.int(),
    contained: z.int(),
    /** By system, the longest waiting first. */
    missing: z.array(NotContained),
    /** MESs that have still to name what the hold means, such as what an order made. */
    unnamed: z.array(z.object({ system: z.string(), kind: z.string(), subject: z.string() })),
    /** Open residuals: material that the hold came too late for. */
    residual: z.int(),
  })
  .meta({ id: 'OpenHold' });
export type OpenHold = z.infer<typeof OpenHold>;

/** What is open now. */
export const Overview = z
  .object({
    holds: z.object({
      /** Every plant of the topology, by the plant that raised the hold. */
      plants: z.array(
        z.object({
          plant: z.string(),
          open: z.int(),
          gated: z.int(),
          partial: z.int(),
          effective: z.int(),
          /** Of `gated`: they cover nothing yet, and no system has anything to hold or to name. */
          empty: z.int(),
          /** Residuals of these holds that nobody has answered: material that they came too late for. */
          unanswered: z.int(),
          oldestAt: Instant.nullable(),
        }),
      ),
      /** The worst of each plant: what is not contained first, of that the most severe first, of those the oldest first. */
      items: z.array(OpenHold),
    }),
    /** Open exceptions. `escalated`: nobody resolved them in the time that the product family's tier gives. */
    exceptions: z.array(
      z.object({
        plant: z.string(),
        productFamily: z.string(),
        open: z.int(),
        escalated: z.int(),
        oldestAt: Instant,
      }),
    ),
    asOf: Instant,
  })
  .meta({ id: 'Overview' });
export type Overview = z.infer<typeof Overview>;
