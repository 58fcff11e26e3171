import { z } from 'zod';
import type { ReportWords } from '../report-effect';

/** Registers a hold's nonconformance as reported elsewhere, or has one raised where the hold has none. */
export const qmsNonconformances: ReportWords = {
  path: '/nonconformances',
  queryPath: '/nonconformance-queries',
  list: 'nonconformances',
  subjects: 'holds',
  line: ({ subject, detail }) => ({
    id: detail.nonconformance?.id ?? null,
    hold: subject.id,
    plant: detail.plant,
    lot: detail.lot,
    reason: detail.reason,
  }),
  read: z
    .object({ hold: z.string(), id: z.string().nullable() })
    .transform(({ hold, id }) => ({ subject: hold, number: id })),
};
