import { z } from 'zod';
import { Decision } from './disposition';
import { CHANGE_DECISIONS, OBJECTS } from './engineering-change';
import { DEFAULT_POLICIES } from './default-policies';
import { EventSettings, SubscriptionSettings } from './event-settings';
import { SEVERITIES } from './hold';
import { Limits } from './limits';
import { TierObjectives } from './objective';
import { Ownership, ROLES_OF_SYSTEMS, type SystemRole } from './ownership';
import { Partner, Policies } from './policy';
import { Identity } from './identity';
import { Decimal, UNITS } from './quantity';

const Key = z.string().regex(/^[a-z][a-z0-9-]{0,40}$/, 'a lower-case name, such as "mes-lyon"');
export { ROLES_OF_SYSTEMS, type SystemRole };
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

/** Where systems are real, and where they are not. */
export const ENVIRONMENTS = ['test', 'production'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

/** A time of day, local. */
const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day, such as "05:30"');

const Factor = Decimal.refine((text) => !text.startsWith('-') && /[1-9]/.test(text), 'more than zero');

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
  /** Locations whose stock it owns, where it is a WMS: its word counts there, the ERP's everywhere else. */
  locations: z.array(z.string()).default([]),
  /** Who answers for it; not given: who answers for Interlock. */
  owner: z.string().min(1).optional(),
  /** Its tier of service. */
  tier: Key.optional(),
  /** Settings of the product: a database name, location codes. */
  options: z.record(z.string(), z.string()).default({}),
});
export type System = z.infer<typeof System>;

/** A line that posts what it consumed later, by what it made: what is staged there may be used up already. */
export const Backflush = z.strictObject({
  workCentre: z.string().min(1),
  /** Where material is staged for it. */
  location: z.string().min(1),
  /** Items that it posts so; not given: all. */
  items: z.array(z.string()).min(1).optional(),
  /** Hours after which it has posted at the latest. */
  hours: z.number().positive().max(720),
});
export type Backflush = z.infer<typeof Backflush>;

export const Plant = z.strictObject({
  timeZone: z.string(),
  shifts: z
    .array(
      z.strictObject({
        name: z.string(),
        start: TimeOfDay,
        end: TimeOfDay,
      }),
    )
    .min(1),
  /** Where held material may be taken: the destination of purpose `quarantine`. */
  quarantine: z.string(),
  /** Locations of stock that is with a subcontractor, or a supplier's own and on consignment at the plant. */
  special: z.record(z.string().min(1), z.enum(['subcontractor', 'consignment'])).optional(),
  /** Days of the week on which it works, 1 is Monday; a change dated to another day takes effect on the next of these. */
  workingDays: z.array(z.int().min(1).max(7)).min(1).default([1, 2, 3, 4, 5]),
  /** Local dates on which it is closed. */
  closed: z.array(z.iso.date()).default([]),
  /** Seconds for which the plant may consume by its deny-list while its line to the enterprise is cut; 0: not at all. */
  graceSeconds: z.number().min(0).max(86_400).default(900),
  /** Lines that consume by backflush. */
  backflush: z.array(Backflush).optional(),
  /** `observe`, while the plant goes live: its gate stops what is held, and only tells and counts what it would stop else. */
  gate: z.enum(['enforce', 'observe']).optional(),
});
export type Plant = z.infer<typeof Plant>;

export const Item = z
  .strictObject({
    productFamily: Key,
    unit: z.enum(UNITS),
    /** Other units of the item, such as a box: how many of `unit` one of them is, exactly. */
    units: z.partialRecord(z.enum(UNITS), Factor).default({}),
    /** Decimals that a quantity may have that was given in another unit: 0 where nobody cuts a piece in two. */
    decimals: z.int().min(0).max(9).default(9),
    /** Whether what does not conform is used as it is, or repaired, only with the customer's approval. */
    customerApproval: z.boolean().optional(),
  })
  .refine(({ unit, units }) => units[unit] === undefined, {
    path: ['units'],
    error: "names other units than the item's own",
  });
export type Item = z.infer<typeof Item>;

/** How soon somebody must see to an exception, by the plant's business clock: an event at each of these; and what is promised. */
export const Tier = z.strictObject({
  escalateAfterMinutes: z
    .array(z.number().positive())
    .min(1)
    .refine((minutes) => minutes.every((after, stage) => stage === 0 || after > minutes[stage - 1]!), {
      error: 'each stage comes later than the one before, such as [15, 60, 240]',
    }),
  /** What is promised of product families of this tier; not given: nothing. */
  objectives: TierObjectives.optional(),
});

/** How long what the gate says may be gone by. */
export const Gate = z.strictObject({
  /** Seconds that a signed answer is good for. */
  answerSeconds: z.number().min(1).max(3_600).default(60),
  /** Seconds that a shipment authorization is good for. */
  authorizationSeconds: z.number().min(1).max(604_800).default(14_400),
});

/** How production orders are dispatched. */
export const Orders = z.strictObject({
  /** An order whose revision is no longer active, and that no change has decided to finish on it. */
  obsoleteRevision: z.enum(['refuse', 'wait']).default('refuse'),
  /** An order whose revision is to become active. */
  futureRevision: z.enum(['refuse', 'wait']).default('wait'),
  /** On a day on which the plant does not work. */
  closedPlant: z.enum(['dispatch', 'wait']).default('dispatch'),
  /** States in which a work centre takes no order. */
  downStates: z
    .array(z.string().min(1))
    .default(['down', 'out-of-order', 'maintenance', 'out-of-calibration']),
  /** Seconds between two looks at what has no event: stopped starts, the plant's calendar. */
  lookEverySeconds: z.number().min(1).default(60),
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

/** What wants an electronic signature, and how one is given. */
export const Signatures = z.strictObject({
  /** Decisions that nobody takes without signing, nor without the signatures of quality and design authority where those approve. */
  dispositions: z.array(Decision).default([]),
  /** Whether a plant goes over to a change only once somebody has signed it. */
  changeActivation: z.boolean().default(false),
  /** Seconds within which a decision takes a signature. */
  lifeSeconds: z.number().min(1).max(86_400).default(900),
  /** Seconds since the holder of an access token signed in within which that counts as both components. */
  signedInSeconds: z.number().min(1).max(86_400).default(300),
  /** Wrong secrets in a row after which a signer is locked until enrolled anew. */
  attempts: z.int().min(1).max(100).default(5),
});

/** A state of a work centre upon which what it made is held: since the state began, until it ends. */
export const Trigger = z.strictObject({
  /** As the MES calls it, such as `out-of-calibration`. */
  state: z.string().min(1),
  workCentre: z.string().optional(),
  plant: Key.optional(),
  severity: z.enum(SEVERITIES),
  reason: z.strictObject({ code: z.string().min(1), text: z.string().min(1) }),
  /** Hours before the state began that are held too: since the last calibration that passed, say. */
  lookBackHours: z.number().min(0).max(8_760).default(0),
});
export type Trigger = z.infer<typeof Trigger>;

/** Who answers for what, and at which tier of service, as the catalogue shows it. */
export const CatalogSettings = z.strictObject({
  owner: z.string().min(1).default('integration'),
  tier: Key.optional(),
  /** Of calls, by their tag, such as `holds`. */
  apis: z
    .record(z.string(), z.strictObject({ owner: z.string().min(1).optional(), tier: Key.optional() }))
    .default({}),
});

export const Topology = z
  .strictObject({
    enterprise: Key,
    /** Processes of another environment refuse this topology. */
    environment: z.enum(ENVIRONMENTS).default('test'),
    plants: z.record(Key, Plant),
    systems: z.record(Key, System),
    productFamilies: z.record(Key, z.strictObject({ text: z.string(), tier: Key.optional() })),
    tiers: z.record(Key, Tier).default({}),
    items: z.record(z.string(), Item),
    catalog: CatalogSettings.prefault({}),
    identity: Identity.prefault({}),
    gate: Gate.prefault({}),
    limits: Limits.prefault({}),
    orders: Orders.prefault({}),
    changes: Changes.prefault({}),
    signatures: Signatures.prefault({}),
    /** `raiser`: who raised a nonconformance does not let it through; `full`: nobody has two parts in letting it through. */
    segregationOfDuties: z.enum(['raiser', 'full']).default('raiser'),
    /** Who may call what; not given: the usual rules, and none beside those that are given. */
    policies: Policies.default([...DEFAULT_POLICIES]),
    partners: z.record(Key, Partner).default({}),
    /** Ids of callers that are services run by others, with * for any text, such as "its-provider:*". */
    saas: z.array(z.string().min(1)).default([]),
    /** The role of the system whose word counts, by transition. */
    ownership: Ownership.prefault({}),
    events: EventSettings.prefault({}),
    subscriptions: SubscriptionSettings.prefault({}),
    /** States of work centres that place a hold by themselves; of several that fit a state, the first. */
    triggers: z.array(Trigger).default([]),
    /** Seconds that a free may live before it lapses (H2). */
    freeDeadlineSeconds: z.number().min(1).default(15),
    /** Seconds between two readings of everything that stands at a plant, to find what drifted. */
    reconcileEverySeconds: z.number().min(1).default(300),
  })
  .meta({ id: 'Topology' });
export type Topology = z.infer<typeof Topology>;
