import { z } from 'zod';
import type { ReportWords } from '../report-effect';
import { inspectionOf } from '../inspection-ask';

/** Has a lot inspected: an inspection lot of the QMS, with the plan of the lot's own revision. */
export const qmsInspections: ReportWords = {
  path: '/inspection-lots',
  queryPath: '/inspection-lot-queries',
  list: 'inspection-lots',
  subjects: 'references',
  line: (ask) => {
    const { lot, order, operation, checkpoint, revision, plan } = inspectionOf(ask);
    const { plant } = ask.detail;
    return { reference: ask.subject.id, plant, lot, order, operation, checkpoint, revision, plan };
  },
  read: z
    .object({ reference: z.string(), number: z.string().nullable() })
    .transform(({ reference, number }) => ({ subject: reference, number })),
};

/** Records a result that was not given in the QMS. */
export const qmsInspectionResults: ReportWords = {
  path: '/inspection-reports',
  queryPath: '/inspection-report-queries',
  list: 'inspection-reports',
  subjects: 'references',
  line: (ask) => {
    const { number, lot, result } = inspectionOf(ask);
    if (!result) throw new Error(`${ask.subject.id}: there is no result to report.`);
    const { revision, plan, sampling, readings, verdict, measuredBy, measuredAt } = result;
    const what = { revision, plan, sampling, readings, verdict, measuredBy, measuredAt };
    return { reference: ask.subject.id, number: number ?? result.inspection.id, lot, ...what };
  },
  read: z
    .object({ reference: z.string(), number: z.string().nullable(), verdict: z.string().nullable() })
    .transform(({ reference, number, verdict }) => ({
      subject: reference,
      number: number && `${number}: ${verdict}`,
    })),
};
