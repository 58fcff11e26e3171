import { isMore } from './quantity';
import type { Piece } from './measurements';

/** Limits of one characteristic, millimetres; one side may be open. */
export interface Characteristic {
  readonly characteristic: string;
  readonly lower: string | null;
  readonly upper: string | null;
}

export interface InspectionPlan {
  readonly id: string;
  readonly version: string;
  readonly characteristics: readonly Characteristic[];
}

const diameters = (lower: string): Characteristic[] =>
  ['diameter-1', 'diameter-2', 'diameter-3'].map((characteristic) => ({
    characteristic,
    lower,
    upper: null,
  }));

/** Plans by item and revision. */
const PLANS: Readonly<Record<string, Readonly<Record<string, InspectionPlan>>>> = {
  'PIN-10': {
    B: { id: 'IP-PIN-10', version: 'B', characteristics: diameters('9.95') },
    C: { id: 'IP-PIN-10', version: 'C', characteristics: diameters('9.96') },
  },
};

export const inspectionPlan = (item: string, revision: string): InspectionPlan | null =>
  PLANS[item]?.[revision] ?? null;

export function isWithin({ lower, upper }: Characteristic, value: string): boolean {
  return !(lower !== null && isMore(lower, value)) && !(upper !== null && isMore(value, upper));
}

/** Whether every characteristic of the plan that was measured is within its limits. */
export const conforms = (plan: InspectionPlan, { values }: Piece): boolean =>
  plan.characteristics.every((limits) => {
    const value = values[limits.characteristic];
    return value === undefined || isWithin(limits, value);
  });
