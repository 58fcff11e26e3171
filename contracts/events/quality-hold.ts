import { z } from 'zod';
import { CONTAINMENTS, HOLD_STATES, Reason, SEVERITIES } from '../hold';
import { At, contract } from './contract';

const Placed = z.object({
  hold: z.string(),
  plant: z.string(),
  reason: Reason,
  severity: z.enum(SEVERITIES),
  /** The first 200 of the lots that are held. */
  lots: z.array(z.string()),
  lotCount: z.int(),
});
/** The first 200 of the lots, how many there are, and whether these are all. */
const PlacedV2 = Placed.omit({ lots: true, lotCount: true }).extend({
  material: z.object({ lots: z.array(z.string()), count: z.int(), complete: z.boolean() }),
});
const Extended = z.object({ hold: z.string(), lots: z.array(z.string()), why: z.string() });
const ScopeEnded = z.object({
  hold: z.string(),
  orders: z.array(z.string()),
  /** `to`: what was made after it does not join. */
  workCentres: z.array(z.object({ id: z.string(), to: At })),
});
const Contained = z.object({
  hold: z.string(),
  plant: z.string(),
  from: z.enum(CONTAINMENTS),
  to: z.enum(CONTAINMENTS),
});
const Closed = Contained.extend({ from: z.enum(HOLD_STATES), to: z.literal('closed') });

export const QUALITY_HOLD_EVENTS = {
  'interlock.quality-hold.placed.v1': contract('quality', 'A hold was placed: every gate is shut.', Placed),
  'interlock.quality-hold.extended.v1': contract('quality', 'Lots have joined an open hold.', Extended),
  'interlock.quality-hold.scope-ended.v1': contract(
    'quality',
    'A hold follows an order or a window of a work centre no more.',
    ScopeEnded,
  ),
  'interlock.quality-hold.effective.v1': contract(
    'quality',
    'Every required system was read back to hold what the hold covers.',
    Contained,
  ),
  'interlock.quality-hold.breached.v1': contract(
    'quality',
    'A hold that was effective is so no more: material has joined, or a system has drifted.',
    Contained,
  ),
  'interlock.quality-hold.closed.v1': contract(
    'quality',
    'Nothing of a hold is undecided or pending, and every residual is answered.',
    Closed,
  ),
} as const;

/** What `domain/upcasts` makes of some: nobody publishes these, and who asks for the version reads them. */
export const QUALITY_HOLD_UPCASTS = {
  'interlock.quality-hold.placed.v2': contract(
    'quality',
    'A hold was placed: every gate is shut. Read from v1 for who asks for version 2.',
    PlacedV2,
  ),
} as const;
