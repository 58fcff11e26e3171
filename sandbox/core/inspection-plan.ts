import { z } from 'zod';
import type { Piece } from './measurements';
import { Decimal, isMore } from './quantity';

/** Limits of one characteristic, in its unit; one side may be open. */
export const Characteristic = z.object({
  characteristic: z.string().min(1),
  unit: z.string().min(1),
  lower: Decimal.nullable(),
  upper: Decimal.nullable(),
  critical: z.boolean(),
  gauge: z.string().nullable(),
});
export type Characteristic = z.infer<typeof Characteristic>;

export const InspectionPlan = z.object({
  id: z.string().min(1),
  version: z.string().min(1),
  characteristics: z.array(Characteristic),
  /** How many pieces (null: every one), and how many defectives accept or reject the lot. */
  sampling: z
    .object({ sampleSize: z.int().min(1).nullable(), accept: z.int().min(0), reject: z.int().min(1) })
    .nullish(),
});
export type InspectionPlan = z.infer<typeof InspectionPlan>;

export function isWithin({ lower, upper }: Pick<Characteristic, 'lower' | 'upper'>, value: string): boolean {
  return !(lower !== null && isMore(lower, value)) && !(upper !== null && isMore(value, upper));
}

/** Whether every characteristic of the plan that was measured is within its limits. */
export const conforms = (plan: InspectionPlan, { values }: Piece): boolean =>
  plan.characteristics.every((limits) => {
    const value = values[limits.characteristic];
    return value === undefined || isWithin(limits, value);
  });
