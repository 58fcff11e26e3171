import { z } from 'zod';

/** A plant as the topology has it: its name, the zone that its dates are in, and its shifts. */
export const Plant = z
  .object({
    plant: z.string(),
    /** Of the IANA database, such as Europe/Paris. */
    timeZone: z.string(),
    /** Local times of day; a shift that ends before it starts ends on the day after. */
    shifts: z.array(z.object({ name: z.string(), start: z.string(), end: z.string() })),
  })
  .meta({ id: 'Plant' });

/** Every plant of the topology, in its order and in one page. */
export const Plants = z.object({ items: z.array(Plant), next: z.null() }).meta({ id: 'Plants' });
