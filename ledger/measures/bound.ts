import { z } from 'zod';

/** A class's upper bound; the last class has none. */
export const Bound = z.union([z.number(), z.literal(Infinity)]);
