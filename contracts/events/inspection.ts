import { z } from 'zod';
import { InspectionFinding } from '../inspection';
import { contract } from './contract';

/** What every event of an inspection says. */
export const InspectionTold = z.object({
  inspection: z.string(),
  /** Its number in the QMS. */
  number: z.string().nullable(),
  plant: z.string(),
  lot: z.string(),
  order: z.string().nullable(),
  operation: z.string().nullable(),
  checkpoint: z.string().nullable(),
});
const Opened = InspectionTold.extend({
  revision: z.string().nullable(),
  plan: z.object({ id: z.string(), version: z.string() }).nullable(),
});
/** `hold`: what contains the lot because of this inspection. */
const Resolved = InspectionTold.extend({ hold: z.string().nullable() });
const Judged = InspectionTold.extend({
  hold: z.string(),
  /** Pieces with at least one reading outside its limits. */
  defectives: z.array(z.string()),
  findings: z.array(InspectionFinding),
});

const inspection = <D extends z.ZodObject>(summary: string, data: D) => contract('quality', summary, data);

export const INSPECTION_EVENTS = {
  'interlock.inspection.opened.v1': inspection('The QMS was read back to have an inspection.', Opened),
  'interlock.inspection.passed.v1': inspection('A lot has passed an inspection.', Resolved),
  'interlock.inspection.failed.v1': inspection('A lot has failed an inspection, and is held.', Judged),
  'interlock.inspection.contradicted.v1': inspection(
    'What was said and what was measured do not agree; the lot is held.',
    Judged,
  ),
  'interlock.inspection.result-withdrawn.v1': inspection(
    'A result does not count; the inspection waits for another.',
    Resolved,
  ),
} as const;
