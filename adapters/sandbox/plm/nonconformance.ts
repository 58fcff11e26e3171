import { z } from 'zod';
import type { ReportWords } from '../report-effect';

/** A problem report on the revision of the item that the held material is of. */
export const plmProblemReports: ReportWords = {
  path: '/problem-reports',
  queryPath: '/problem-report-queries',
  list: 'reports',
  subjects: 'references',
  line: ({ subject, detail }) => ({ reference: subject.id, item: detail.item, reason: detail.reason }),
  read: z
    .object({ reference: z.string(), number: z.string().nullable() })
    .transform(({ reference, number }) => ({ subject: reference, number })),
};
