import { z } from 'zod';
import { Person } from './disposition';
import { Instant } from './quantity';
import { SystemSeen } from './system-health';
import { ENVIRONMENTS } from './topology';

/** Something wrong in a topology file, where, and what to do about it. */
export const TopologyFinding = z
  .object({
    line: z.int().min(1),
    column: z.int().min(1),
    /** Such as `plants.lyon.timeZone`; empty where the YAML itself is wrong. */
    path: z.string(),
    text: z.string(),
    remedy: z.string(),
  })
  .meta({ id: 'TopologyFinding' });
export type TopologyFinding = z.infer<typeof TopologyFinding>;

/**
 * A topology file as it was written, and the values of the `${NAME}` in it. Each process takes its own value of
 * INTERLOCK_ADDRESS_<SYSTEM> first, where it has one.
 */
export const TopologyDocument = z
  .strictObject({
    text: z.string().min(1).max(500_000),
    variables: z
      .record(
        z.string().regex(/^[A-Z0-9_]{1,100}$/, 'a name such as INTERLOCK_ADDRESS_ERP'),
        z.string().max(2_000),
      )
      .default({}),
  })
  .meta({ id: 'TopologyDocument' });
export type TopologyDocument = z.infer<typeof TopologyDocument>;

/** What differs between two topologies, and what that means for what is under way. */
export const TopologyChange = z
  .object({
    kind: z.enum(['added', 'changed', 'removed']),
    /** Such as `plants.wichita`. */
    path: z.string(),
    /** Names of what changed in it. */
    fields: z.array(z.string()),
    means: z.string(),
    /** Why it cannot be applied as long as that is so; null: nothing stands in the way. */
    refused: z.string().nullable(),
  })
  .meta({ id: 'TopologyChange' });
export type TopologyChange = z.infer<typeof TopologyChange>;

export const TopologyPlan = z
  .object({
    /** The version that runs, against which it was compared. */
    version: z.int().min(0),
    findings: z.array(TopologyFinding),
    changes: z.array(TopologyChange),
  })
  .meta({ id: 'TopologyPlan' });
export type TopologyPlan = z.infer<typeof TopologyPlan>;

/** Which topology a process runs by. */
export const TopologyReport = z
  .object({
    /** Such as `worker-lyon/host/4711`. */
    process: z.string(),
    version: z.int().min(0),
    at: Instant,
    /** The newest version, where the process could not take it and goes on by the one before. */
    failure: z.object({ version: z.int(), text: z.string() }).nullable(),
  })
  .meta({ id: 'TopologyReport' });
export type TopologyReport = z.infer<typeof TopologyReport>;

/** What a process of a plant says of itself. */
export const TopologyReportRequest = z
  .strictObject({
    process: z.string().min(1).max(200),
    version: z.int().min(0).max(2_147_483_647),
    failure: z
      .strictObject({ version: z.int().min(0).max(2_147_483_647), text: z.string().max(5_000) })
      .nullable(),
    /** What it has seen of the systems that it calls, of each once. */
    systems: z
      .array(SystemSeen)
      .max(500)
      .refine((seen) => new Set(seen.map(({ system }) => system)).size === seen.length, 'names a system once')
      .optional(),
  })
  .meta({ id: 'TopologyReportRequest' });
export type TopologyReportRequest = z.infer<typeof TopologyReportRequest>;

/** A version of the topology in the ledger. Version 0 is the file that the processes were started with. */
export const TopologyVersion = TopologyDocument.extend({
  version: z.int().min(0),
  environment: z.enum(ENVIRONMENTS),
  at: Instant.nullable(),
  by: Person.nullable(),
  transaction: z.string().nullable(),
}).meta({ id: 'TopologyVersion' });
export type TopologyVersion = z.infer<typeof TopologyVersion>;

/** A version that was put in force, and what it changed. */
export const AppliedTopology = z
  .object({ version: TopologyVersion, changes: z.array(TopologyChange) })
  .meta({ id: 'AppliedTopology' });
export type AppliedTopology = z.infer<typeof AppliedTopology>;

export const RunningTopology = TopologyVersion.extend({
  /** Every process that was heard of lately. */
  processes: z.array(TopologyReport),
}).meta({ id: 'RunningTopology' });
export type RunningTopology = z.infer<typeof RunningTopology>;
