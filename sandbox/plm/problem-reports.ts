import { z } from 'zod';
import type { Effects } from '../core/effects';
import { Fenced } from '../core/fence';
import { Refusal } from '../core/refusal';
import { batch, read, type Route } from '../core/route';
import type { Collection, Store } from '../core/store';
import type { PlmItem } from './item';

const Report = Fenced.extend({
  reference: z.string().min(1),
  item: z.string().min(1),
  reason: z.object({ code: z.string(), text: z.string() }),
});

interface ProblemReport {
  readonly number: string;
  readonly reference: string;
  readonly item: string;
  readonly revision: string;
  readonly reason: z.infer<typeof Report>['reason'];
  readonly at: string;
}

/** Problem reports on an item's revision: what went wrong with material made by it, for whoever plans a change. */
export class ProblemReports {
  private readonly reports: Collection<ProblemReport>;

  constructor(
    store: Store,
    private readonly items: Collection<PlmItem>,
  ) {
    this.reports = store.collection('problem-reports');
  }

  state(): Record<string, ProblemReport> {
    return Object.fromEntries(this.reports.all().map((report) => [report.reference, report]));
  }

  routes(effects: Effects): Route[] {
    return [
      batch(
        effects,
        'problem-report',
        '/problem-reports',
        'reports',
        Report,
        (line) => line.reference,
        (line) => ({ number: this.file(line).number }),
      ),
      read('problem-report-query', 'post', '/problem-report-queries', References, ({ references }) => ({
        reports: references.map((reference) => ({
          reference,
          number: this.reports.get(reference)?.number ?? null,
        })),
      })),
    ];
  }

  /** One report a reference, however often it is filed. */
  private file({ reference, item, reason }: z.infer<typeof Report>): ProblemReport {
    const known = this.reports.get(reference);
    if (known) return known;
    const master = this.items.get(item);
    if (!master) throw new Refusal('UNKNOWN_ITEM', `There is no item ${item} here.`, 404);
    const number = `PR-${2_001 + this.reports.all().length}`;
    const report = {
      number,
      reference,
      item,
      revision: master.revision,
      reason,
      at: new Date().toISOString(),
    };
    this.reports.put(reference, report);
    return report;
  }
}

const References = z.object({ references: z.array(z.string()).max(1000) });
