import { z } from 'zod';
import { EVENT_CLASSES } from './events/contract';

/** Classes whose events may be purged: what seals the audit is never shortened. */
const PURGED = EVENT_CLASSES.filter((name) => name !== 'audit');

/** The event log: how long it is kept, and how it is streamed. */
export const EventSettings = z.strictObject({
  /** Days that events of a class are kept; a class that is not named is kept for good. */
  retention: z.partialRecord(z.enum(PURGED), z.int().min(1).max(36_500)).default({}),
  /** Streams that a caller may have open at once. */
  streamsPerCaller: z.int().min(1).max(1_000).default(10),
  /** Seconds after which a stream is ended, so that who reads on shows the credential again. */
  streamSeconds: z.number().min(1).max(86_400).default(900),
  /** Seconds between two signs of life of a stream that has nothing to say. */
  heartbeatSeconds: z.number().min(1).max(300).default(15),
});
export type EventSettings = z.infer<typeof EventSettings>;

/** An address (`127.0.0.1`) or a block of them (`10.20.0.0/16`). */
const Block = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
  error: 'an IP address, or a block such as 10.20.0.0/16',
});

/** Webhooks to subscribers. */
export const SubscriptionSettings = z.strictObject({
  /** Addresses of one's own network that may be called, also without TLS; none but public ones otherwise. */
  allow: z.array(Block).default([]),
  /** Subscriptions that there may be at once. */
  most: z.int().min(1).max(1_000).default(50),
  /** Milliseconds from the connection's beginning to the end of the answer. */
  timeoutMs: z.int().min(100).max(30_000).default(5_000),
  /** Attempts after which a delivery is a dead letter. */
  attempts: z.int().min(1).max(50).default(12),
  /** Seconds before the second attempt; doubled for each one after it, with jitter. */
  backoffSeconds: z.number().min(0.05).max(3_600).default(1),
  /** Seconds that lie between two attempts at most, unless the consumer asks for more. */
  longestBackoffSeconds: z.number().min(0.05).max(86_400).default(3_600),
  /** Hours for which a replaced secret signs beside the new one. */
  rotationHours: z.number().min(0).max(720).default(24),
  /** Days that a delivery that arrived is remembered. */
  keepDays: z.int().min(1).max(3_650).default(30),
});
export type SubscriptionSettings = z.infer<typeof SubscriptionSettings>;
