import { z } from 'zod';
import { Person } from '../disposition';
import { ACCESS_PATTERNS } from '../policy';
import { RecallDrill } from '../recall-drill';
import { TopologyChange } from '../topology-version';
import { contract } from './contract';

const AuthorityRefused = z.object({
  who: Person,
  /** The operation that was tried. */
  action: z.string(),
  subject: z.string(),
  why: z.string(),
  /** The rule that forbids it; `no rule`: no policy allows it. */
  rule: z.string(),
  access: z.enum(ACCESS_PATTERNS),
});
const BaselineStarted = z.object({
  baseline: z.string(),
  plant: z.string(),
  systems: z.array(z.string()),
});
const BaselineFinished = z.object({
  baseline: z.string(),
  plant: z.string(),
  lots: z.int(),
  findings: z.int(),
});
const DrillFinished = z.object({
  drill: z.string(),
  ...RecallDrill.pick({ of: true, coverage: true, milliseconds: true }).shape,
  lots: z.int(),
});
const TopologyApplied = z.object({
  version: z.int(),
  environment: z.string(),
  changes: z.array(TopologyChange.pick({ kind: true, path: true, fields: true })),
});
const Sealed = z.object({ number: z.int(), hash: z.string(), chains: z.int() });

export const GOVERNANCE_EVENTS = {
  'interlock.authority.refused.v1': contract(
    'audit',
    'Somebody tried what is not theirs to do.',
    AuthorityRefused,
  ),
  'interlock.audit.sealed.v1': contract(
    'audit',
    'The chains of the audit were sealed; keep the hash to prove that nothing was cut off.',
    Sealed,
  ),
  'interlock.topology.applied.v1': contract(
    'audit',
    'Another topology is in force; every process takes it.',
    TopologyApplied,
  ),
  'interlock.baseline.started.v1': contract(
    'support',
    'A plant is being loaded from its systems.',
    BaselineStarted,
  ),
  'interlock.baseline.finished.v1': contract(
    'support',
    'A plant was loaded from its systems.',
    BaselineFinished,
  ),
  'interlock.recall-drill.finished.v1': contract(
    'quality',
    'A lot was traced to everything and everyone, for practice.',
    DrillFinished,
  ),
} as const;
