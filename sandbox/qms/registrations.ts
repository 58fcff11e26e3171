import { z } from 'zod';
import type { Effects } from '../core/effects';
import { Fenced } from '../core/fence';
import { batch, read, type Route } from '../core/route';
import type { Nonconformances } from './nonconformances';

const Registration = Fenced.extend({
  /** Null: there is none yet, and the QMS raises one. */
  id: z.string().nullable(),
  hold: z.string().min(1),
  plant: z.string().min(1),
  lot: z.string().min(1),
  reason: z.object({ code: z.string(), text: z.string() }),
});

/** How others tell of the nonconformance behind a hold of theirs, or have one raised. */
export function registrationRoutes(nonconformances: Nonconformances, effects: Effects): Route[] {
  return [
    batch(
      effects,
      'nonconformance',
      '/nonconformances',
      'nonconformances',
      Registration,
      (line) => line.hold,
      (line) => ({ nonconformance: nonconformances.register(line).id }),
    ),
    read(
      'nonconformance-query',
      'post',
      '/nonconformance-queries',
      z.object({ holds: z.array(z.string()).max(1000) }),
      (input) => ({
        nonconformances: input.holds.map((hold) => {
          const found = nonconformances.ofHold(hold);
          return { hold, id: found?.id ?? null, origin: found?.origin ?? null };
        }),
      }),
    ),
  ];
}
