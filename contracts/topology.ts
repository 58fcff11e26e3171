import { z } from 'zod';
import { CHANGE_DECISIONS, OBJECTS } from './engineering-change';
import { UNITS } from './quantity';

const Key = z.string().regex(/^[a-z][a-z0-9-]{0,40}$/, 'a lower-case name, such as "mes-lyon"');
export const ROLES_OF_SYSTEMS = ['erp', 'mes', 'plm', 'qms', 'wms'] as const;
export type SystemRole = (typeof ROLES_OF_SYSTEMS)[number];
export const PRODUCTS = [
  'sandbox-erp',
  'sandbox-mes',
  'sandbox-plm',
  'sandbox-qms',
  'sandbox-wms',
  'tryton-erp',
  'tryton-mes',
  'tryton-qms',
] as const;
export type Product = (typeof PRODUCTS)[number];

/** One system instance: which product speaks there, for which roles, at which scope, and how patient Interlock is with it. */
export const System = z.strictObject({
  roles: z.array(z.enum(ROLES_OF_SYSTEMS)).min(1),
  scope: z.union([z.literal('enterprise'), z.strictObject({ plant: Key })]),
  product: z.enum(PRODUCTS),
  address: z.url(),
  /** Time-out of one HTTP call, in milliseconds. */
  timeoutMs: z.int().min(50).max(60_000).default(2_000),
  /** Calls in flight at once. */
  concurrency: z.int().min(1).max(100).default(8),
  /** Requests a second that the system takes; not given: as many as `concurrency` lets through. */
  requestsPerSecond: z.number().positive().max(10_000).optional(),
  /** Subjects in one call, no more than the adapter's capability. */
  batch: z.int().min(1).max(1000).default(100),
  /** Seconds before a step that does not come through opens an exception (it goes on being tried). */
  patienceSeconds: z.number().min(1).default(30),
  /** Settings of the product: a database name, location codes. */
  options: z.record(z.string(), z.string()).default({}),
});
export type System = z.infer<typeof System>;

export const Plant = z.strictObject({
  timeZone: z.string(),
  shifts: z
    .array(
      z.strictObject({
        name: z.string(),
        start: z.string().regex(/^\d\d:\d\d$/),
        end: z.string().regex(/^\d\d:\d\d$/),
      }),
    )
    .min(1),
  /** Where held material may be taken: the destination of purpose `quarantine`. */
  quarantine: z.string(),
  /** Days of the week on which it works, 1 is Monday; a change dated to another day takes effect on the next of these. */
  workingDays: z.array(z.int().min(1).max(7)).min(1).default([1, 2, 3, 4, 5]),
  /** Local dates on which it is closed. */
  closed: z.array(z.iso.date()).default([]),
  /** Seconds for which the plant may consume by its deny-list while its line to the enterprise is cut; 0: not at all. */
  graceSeconds: z.number().min(0).max(86_400).default(900),
});
export type Plant = z.infer<typeof Plant>;

export const Item = z.strictObject({
  productFamily: Key,
  unit: z.enum(UNITS),
});
export type Item = z.infer<typeof Item>;

/** How soon somebody must see to an exception, by the plant's business clock: an event at each of these. */
export const Tier = z.strictObject({
  escalateAfterMinutes: z
    .array(z.number().positive())
    .min(1)
    .refine((minutes) => minutes.every((after, stage) => stage === 0 || after > minutes[stage - 1]!), {
      error: 'each stage comes later than the one before, such as [15, 60, 240]',
    }),
});

/** How engineering changes are released. */
export const Changes = z.strictObject({
  /** Seconds that a staging which a system refuses waits for a person before all staging is undone. */
  resolveWithinSeconds: z.number().min(1).default(30),
  /** Hours that a plant may take to be staged, however patient its systems, before all staging is undone. */
  stageWithinHours: z.number().positive().default(72),
  /** Seconds between two looks at what has no event: stock to be used up, the next serial, a lot in the making. */
  lookEverySeconds: z.number().min(1).default(60),
  /** Decides open objects of the old revision where the package has no class for them; the first that fits. */
  rules: z
    .array(
      z.strictObject({
        object: z.enum(OBJECTS),
        item: z.string().optional(),
        plant: Key.optional(),
        decision: z.enum(CHANGE_DECISIONS),
      }),
    )
    .default([]),
});

export const Topology = z
  .strictObject({
    enterprise: Key,
    plants: z.record(Key, Plant),
    systems: z.record(Key, System),
    productFamilies: z.record(Key, z.strictObject({ text: z.string(), tier: Key.optional() })),
    tiers: z.record(Key, Tier).default({}),
    items: z.record(z.string(), Item),
    changes: Changes.prefault({}),
    /** Seconds that a free may live before it lapses (H2). */
    freeDeadlineSeconds: z.number().min(1).default(15),
    /** Seconds between two readings of everything that stands at a plant, to find what drifted. */
    reconcileEverySeconds: z.number().min(1).default(300),
  })
  .meta({ id: 'Topology' });
export type Topology = z.infer<typeof Topology>;
