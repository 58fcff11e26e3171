/** How much is measured. */
export interface Plan {
  /** Holds a second, and seconds, of each run. */
  readonly runs: readonly { readonly perSecond: number; readonly seconds: number }[];
  readonly warmUp: number;
  readonly floorSamples: number;
  readonly idleSeconds: number;
  /** Gate answers asked for at a fixed rate, and as fast as they come. */
  readonly gate: { readonly perSecond: number; readonly answers: number; readonly atOnce: number };
  readonly dispositions: number;
  readonly manyLots: number;
  readonly kills: number;
  readonly inFlightAtKill: number;
}

export const FULL: Plan = {
  runs: [
    { perSecond: 5, seconds: 40 },
    { perSecond: 10, seconds: 30 },
    { perSecond: 15, seconds: 30 },
    { perSecond: 20, seconds: 30 },
  ],
  warmUp: 30,
  floorSamples: 100,
  idleSeconds: 10,
  gate: { perSecond: 100, answers: 2_000, atOnce: 4 },
  dispositions: 100,
  manyLots: 2_000,
  kills: 3,
  inFlightAtKill: 10,
};

/** Enough to see whether something went wrong, not to compare. */
export const QUICK: Plan = {
  ...FULL,
  runs: [
    { perSecond: 5, seconds: 10 },
    { perSecond: 15, seconds: 6 },
    { perSecond: 20, seconds: 6 },
  ],
  warmUp: 10,
  floorSamples: 30,
  idleSeconds: 4,
  gate: { perSecond: 100, answers: 500, atOnce: 4 },
  dispositions: 30,
  manyLots: 500,
  kills: 1,
};

/** Lots that a plan takes. */
export const lotsOf = (plan: Plan): number =>
  plan.runs.reduce((total, { perSecond, seconds }) => total + perSecond * seconds, 0) +
  plan.warmUp +
  plan.floorSamples +
  gateHolds(plan) * 2 +
  plan.dispositions +
  2 * plan.manyLots +
  plan.kills * plan.inFlightAtKill;

/** Holds that arrive while the gate is asked, at 5 a second. */
export const gateHolds = (plan: Plan): number => Math.ceil((plan.gate.answers / plan.gate.perSecond) * 5);
