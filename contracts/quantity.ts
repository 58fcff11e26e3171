import { z } from 'zod';

/** UN/ECE Recommendation 20 unit codes that Interlock accepts. */
export const UNITS = [
  'EA',
  'KGM',
  'GRM',
  'TNE',
  'MTR',
  'MMT',
  'CMT',
  'MTK',
  'LTR',
  'MLT',
  'SET',
  'PR',
  'DZN',
  'CEN',
  'MIL',
  'BX',
  'CT',
  'PK',
  'PX',
] as const;

/** A decimal as text: no exponent, at most 18 digits before and 9 after the point. */
export const Decimal = z
  .string()
  .regex(/^-?\d{1,18}(\.\d{1,9})?$/, 'a decimal as a string, such as "12.5"')
  .meta({ id: 'Decimal' });

const isPositive = (text: string) => !text.startsWith('-') && /[1-9]/.test(text);

export const Quantity = z
  .strictObject({
    value: Decimal,
    unit: z.enum(UNITS, 'a unit code of UN/ECE Recommendation 20, such as "EA"'),
  })
  .meta({ id: 'Quantity' });
export type Quantity = z.infer<typeof Quantity>;

/** A quantity that is asked for: more than zero. */
export const PositiveQuantity = z
  .strictObject({ value: Decimal.refine(isPositive, 'more than zero'), unit: Quantity.shape.unit })
  .meta({ id: 'PositiveQuantity' });

/** A number that was counted: zero or more. */
export const Count = Decimal.refine((text) => !text.startsWith('-'), 'zero or more');

/** A quantity that was counted or carried out: zero or more. */
export const CountedQuantity = z
  .strictObject({ value: Count, unit: Quantity.shape.unit })
  .meta({ id: 'CountedQuantity' });

const INSTANT = 'an RFC 3339 instant, such as "2026-11-03T06:40:00Z"';
/** Far enough from the ends of four-digit years that no offset and no calendar of Postgres leads out of them. */
const isOfOurTimes = (text: string) => text > '1900' && text < '9000';

/** An instant as it was written, RFC 3339, with any offset: for records that are not ours to rewrite. */
export const InstantAsWritten = z.iso
  .datetime({ offset: true, error: INSTANT, abort: true })
  .refine(isOfOurTimes, { error: 'an instant between the years 1900 and 9000', abort: true });

/** An instant, RFC 3339, taken with any offset and kept in UTC. */
export const Instant = InstantAsWritten.overwrite((text) => new Date(text).toISOString());
