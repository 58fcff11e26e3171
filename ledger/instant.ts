import { z } from 'zod';

/** A column of an instant, as rules take it: milliseconds since 1970. */
export const instant = z
  .date()
  .nullable()
  .transform((at) => at?.getTime() ?? null);
