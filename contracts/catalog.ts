import { z } from 'zod';
import { TierObjectives } from './objective';
import { SUBJECT_KINDS } from './target';
import { ROLES } from './role';
import { ENVIRONMENTS, PRODUCTS, ROLES_OF_SYSTEMS } from './topology';

/** Who answers for something, and how much hangs on it. */
const Responsibility = z.object({
  owner: z.string(),
  /** A tier of the topology; null: none is given. */
  tier: z.string().nullable(),
  /** `critical`: material may move, or a wrong revision be built, where it fails; `supporting`: work waits. */
  criticality: z.enum(['critical', 'supporting']),
});

/** What was measured; null: nothing was there to be measured. */
const Share = z.number().min(0).max(1).nullable();
const Seconds = z.number().min(0).nullable();

/** Calls of the API, as one process of it has counted them since it was started. */
const CallLevel = z.object({
  calls: z.int(),
  /** Share of the calls that were not answered 5xx. */
  availability: Share,
  /** An upper bound: so long took 95 % of the calls at most. */
  p95Seconds: Seconds,
});

const Use = z.object({ caller: z.string(), calls: z.int(), lastAt: z.string() });

export const CatalogApi = Responsibility.extend({
  id: z.string(),
  method: z.string(),
  path: z.string(),
  version: z.string(),
  summary: z.string(),
  tag: z.string(),
  /** Roles that some policy lets call it somewhere; `public` and `signed` want none. */
  access: z.union([z.enum(['public', 'known', 'signed']), z.array(z.enum(ROLES))]),
  /** Where another call takes its place: since when, until when, and who has made it all the same, ever and in any process. */
  deprecation: z
    .object({ since: z.string(), sunset: z.string(), successor: z.string(), callers: z.array(Use) })
    .nullable(),
  /** Systems that are asked, or told, because of it. */
  dependsOn: z.array(z.string()),
  /** Who has called it, as far as this process has seen. */
  consumers: z.array(Use),
  serviceLevel: CallLevel,
}).meta({ id: 'CatalogApi' });
export type CatalogApi = z.infer<typeof CatalogApi>;

export const CatalogEvent = z
  .object({
    type: z.string(),
    version: z.int(),
    direction: z.enum(['published', 'taken']),
    summary: z.string().nullable(),
    retention: z.string().nullable(),
    schema: z.string(),
    owner: z.string(),
    /** Ids of subscriptions that get it; of what is taken, systems that may tell it. */
    consumers: z.array(z.string()),
    producers: z.array(z.string()),
  })
  .meta({ id: 'CatalogEvent' });
export type CatalogEvent = z.infer<typeof CatalogEvent>;

const EffectOf = z.object({
  subject: z.enum(SUBJECT_KINDS),
  repetition: z.string(),
  batch: z.int(),
});

/** What was asked of a system in the window, by the ledger. */
const SystemLevel = z.object({
  windowHours: z.number(),
  asked: z.int(),
  /** Share of what was asked that was read back as done. */
  availability: Share,
  /** From asking until it was read back. */
  p50Seconds: Seconds,
  p95Seconds: Seconds,
  exceptions: z.int(),
});

export const CatalogSystem = Responsibility.extend({
  name: z.string(),
  roles: z.array(z.enum(ROLES_OF_SYSTEMS)),
  /** Null: the enterprise's. */
  plant: z.string().nullable(),
  product: z.enum(PRODUCTS),
  means: z.string(),
  readsBack: z.string(),
  effects: z.array(EffectOf),
  reads: z.array(z.string()),
  /** Tags of the calls that depend on it. */
  serves: z.array(z.string()),
  serviceLevel: SystemLevel,
}).meta({ id: 'CatalogSystem' });
export type CatalogSystem = z.infer<typeof CatalogSystem>;

export const CatalogConsumer = z
  .object({
    kind: z.enum(['caller', 'subscription']),
    id: z.string(),
    /** Of a caller: ids of the calls that it made. Of a subscription: what it asks for. */
    uses: z.array(z.string()),
    lastAt: z.string().nullable(),
  })
  .meta({ id: 'CatalogConsumer' });

/** What there is, who uses it and how well it does: all derived when it is asked for. */
export const Catalog = z
  .object({
    asOf: z.string(),
    enterprise: z.string(),
    environment: z.enum(ENVIRONMENTS),
    topologyVersion: z.int(),
    /** Since when this process has counted calls. */
    countedSince: z.string(),
    apis: z.array(CatalogApi),
    events: z.array(CatalogEvent),
    schemas: z.array(z.object({ name: z.string(), href: z.string() })),
    systems: z.array(CatalogSystem),
    consumers: z.array(CatalogConsumer),
    tiers: z.record(
      z.string(),
      z.object({ escalateAfterMinutes: z.array(z.number()), objectives: TierObjectives.optional() }),
    ),
  })
  .meta({ id: 'Catalog' });
export type Catalog = z.infer<typeof Catalog>;
