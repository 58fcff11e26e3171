import { z } from 'zod';
import { Person } from '../disposition';
import { RecallDrill } from '../recall-drill';
import { contract } from './contract';

const AuthorityRefused = z.object({
  who: Person,
  /** The operation that was tried. */
  action: z.string(),
  subject: z.string(),
  why: z.string(),
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
