import { z } from 'zod';

/** `propagation`: from the acceptance of a hold until a required target is observed; `release`: of an order until it is released. */
export const OBJECTIVES = ['propagation', 'release'] as const;
export type ObjectiveName = (typeof OBJECTIVES)[number];

/** Days over which an objective is measured: four whole weeks, so that each has as many week-ends as any other. */
export const OBJECTIVE_WINDOW_DAYS = 28;

/** What is promised of a tier: that share of all within so many seconds. */
export const TierObjective = z.strictObject({
  seconds: z.number().positive().max(604_800),
  /** Less than all: what promises all has no budget, and burns it with the first failure. */
  share: z.number().min(0.5).max(0.99999),
});
export type TierObjective = z.infer<typeof TierObjective>;

/** Objectives of a tier of service. */
export const TierObjectives = z.partialRecord(z.enum(OBJECTIVES), TierObjective);

const Count = z.int().min(0);
/** Null: nothing was there to be measured. */
const Ratio = z.number().nullable();

export const Objective = z
  .object({
    objective: z.enum(OBJECTIVES),
    tier: z.string(),
    /** Promised: that share within so many seconds. */
    share: z.number(),
    seconds: z.number(),
    windowDays: z.int(),
    /** Of what was accepted in the window: within the time; and late, or not there yet though the time is over. */
    good: Count,
    bad: Count,
    /** Share of the good. */
    measured: Ratio,
    /** How many of these may be bad, and the share of that which is left; below zero once it is overspent. */
    budget: z.object({ allowed: z.number(), left: Ratio }),
    plants: z.array(z.object({ plant: z.string(), good: Count, bad: Count, measured: Ratio })),
  })
  .meta({ id: 'Objective' });
export type Objective = z.infer<typeof Objective>;

export const ObjectiveList = z
  .object({ items: z.array(Objective), next: z.null(), asOf: z.string() })
  .meta({ id: 'ObjectiveList' });
