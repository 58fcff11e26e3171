import { z } from 'zod';
import type { Effects } from '../core/effects';
import { checkFence, Fenced } from '../core/fence';
import { batch, read, type Route } from '../core/route';
import type { Collection, Store } from '../core/store';
import type { InspectionLots } from './inspection-lots';

const Report = Fenced.extend({
  reference: z.string().min(1),
  /** Of the inspection; one that is not known here was reported elsewhere. */
  number: z.string().min(1),
  lot: z.string().min(1),
  verdict: z.enum(['pass', 'fail']),
  readings: z.array(z.looseObject({})),
});
interface Kept {
  readonly reference: string;
  readonly number: string;
  readonly lot: string;
  readonly verdict: 'pass' | 'fail';
  readonly readings: number;
  readonly sequence: number;
}

/** Results that were not given here: others report them, and the QMS keeps the record. */
export class InspectionReports {
  private readonly kept: Collection<Kept>;

  constructor(
    store: Store,
    private readonly inspectionLots: InspectionLots,
  ) {
    this.kept = store.collection('inspection-reports');
  }

  routes(effects: Effects): Route[] {
    return [
      batch(
        effects,
        'inspection-report',
        '/inspection-reports',
        'inspection-reports',
        Report,
        ({ reference }) => reference,
        (line) => this.keep(line),
      ),
      read(
        'inspection-report-query',
        'post',
        '/inspection-report-queries',
        z.object({ references: z.array(z.string()).max(1000) }),
        ({ references }) => ({
          'inspection-reports': references.map(
            (reference) => this.kept.get(reference) ?? { reference, number: null, verdict: null },
          ),
        }),
      ),
    ];
  }

  state(): Record<string, Kept> {
    return Object.fromEntries(this.kept.all().map((one) => [one.reference, one]));
  }

  private keep(line: z.infer<typeof Report>): object {
    const { reference, number, lot, verdict, readings, sequence } = line;
    checkFence(line, this.kept.get(reference)?.sequence ?? 0, reference);
    this.inspectionLots.close(number, verdict);
    this.kept.put(reference, { reference, number, lot, verdict, readings: readings.length, sequence });
    return { number };
  }
}
