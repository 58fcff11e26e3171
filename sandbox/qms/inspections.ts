import { z } from 'zod';
import type { Effects } from '../core/effects';
import { type InspectionPlan, isWithin } from '../core/inspection-plan';
import type { LotBook } from '../core/lots';
import type { Outbox } from '../core/outbox';
import { Refusal } from '../core/refusal';
import { type Route, write } from '../core/route';
import { itemOf } from '../core/seed';
import type { Collection, Store } from '../core/store';
import type { LastReadings } from './last-readings';
import type { Nonconformances } from './nonconformances';
import type { QmsPlans } from './plans';

const Person = z.object({ id: z.string().min(1), name: z.string().min(1) });
const Reading = z.object({
  piece: z.string().min(1),
  characteristic: z.string().min(1),
  value: z.string().regex(/^\d+(\.\d+)?$/),
  unit: z.literal('MMT'),
  gauge: z.string().min(1),
});
const NewInspection = z.object({
  plant: z.string().min(1),
  lot: z.string().min(1),
  order: z.string().nullable().default(null),
  readings: z.array(Reading).min(1),
  /** Lots that the same fault may have reached. They become part of the nonconformance, if there is one. */
  alsoSuspect: z.array(z.string()).default([]),
  measuredBy: Person,
});
type NewInspection = z.infer<typeof NewInspection>;
type Reading = z.infer<typeof Reading>;

export interface Inspection {
  readonly id: string;
  readonly lot: string;
  readonly verdict: 'pass' | 'fail';
  readonly nonconformance: string | null;
}

/** Inspections that are judged by the plan of the lot's own revision; one that fails raises a nonconformance. */
export class Inspections {
  private readonly inspections: Collection<Inspection>;

  constructor(
    store: Store,
    private readonly system: string,
    private readonly book: LotBook,
    private readonly plans: QmsPlans,
    private readonly lastReadings: LastReadings,
    private readonly nonconformances: Nonconformances,
    private readonly outbox: Outbox,
  ) {
    this.inspections = store.collection('inspections');
  }

  routes(effects: Effects): Route[] {
    return [
      write(
        effects,
        'inspection',
        '/inspections',
        NewInspection,
        ({ lot }) => lot,
        (input) => this.judge(input),
      ),
    ];
  }

  state(): Record<string, Inspection> {
    return Object.fromEntries(this.inspections.all().map((one) => [one.id, one]));
  }

  /** What people found when they inspected reworked pieces again: nothing amiss. */
  passAgain(plant: string, lot: string, disposition: string): void {
    this.complete({
      plant,
      lot,
      readings: [],
      disposition,
      nonconformance: null,
      verdict: 'pass',
      measuredBy: 'inspector',
    });
  }

  private judge(input: NewInspection): Inspection {
    const plan = this.planOf(input.lot, input.plant);
    if (!plan)
      throw new Refusal('NO_PLAN', `There is no inspection plan for ${itemOf(input.lot)} at ${input.plant}.`);
    this.lastReadings.keep(input.lot, input.readings);
    const failures = input.readings
      .map((reading) => failureOf(plan, reading))
      .filter((text) => text !== null);
    const nonconformance = failures.length > 0 ? this.raise(input, failures) : null;
    const verdict = nonconformance === null ? 'pass' : 'fail';
    return this.complete({
      ...input,
      disposition: null,
      nonconformance,
      verdict,
      measuredBy: input.measuredBy.name,
    });
  }

  private raise({ plant, lot, alsoSuspect, measuredBy }: NewInspection, failures: string[]): string {
    const lots = [lot, ...alsoSuspect.filter((other) => other !== lot)];
    const reason = { code: 'dimension', text: failures.slice(0, 5).join('; ') };
    const { id, at } = this.nonconformances.raise({ plant, lots, reason });
    const scope = { lots: lots.map((one) => ({ lot: one })) };
    const data = { id, plant, scope, reason, severity: 'critical', detectedAt: at, raisedBy: measuredBy };
    this.outbox.announce('qms.nonconformance.raised.v1', id, data);
    return id;
  }

  private complete(done: {
    plant: string;
    lot: string;
    order?: string | null;
    readings: Reading[];
    disposition: string | null;
    nonconformance: string | null;
    verdict: Inspection['verdict'];
    measuredBy: string;
  }): Inspection {
    const { plant, lot, order, readings, disposition, nonconformance, verdict, measuredBy } = done;
    const plan = this.planOf(lot, plant);
    const id = `IN-${30_001 + this.inspections.all().length}`;
    this.outbox.announce('qms.inspection.completed.v1', lot, {
      inspection: { system: this.system, id },
      plant,
      lot,
      revision: plan && this.revisionOf(lot, plant),
      plan: plan && { id: plan.id, version: plan.version },
      order: order ?? null,
      readings,
      verdict,
      measuredBy,
      measuredAt: new Date().toISOString(),
      disposition,
      nonconformance,
    });
    const inspection = { id, lot, verdict, nonconformance };
    this.inspections.put(id, inspection);
    return inspection;
  }

  private planOf(lot: string, plant: string): InspectionPlan | null {
    const revision = this.revisionOf(lot, plant);
    return revision === null ? null : (this.plans.content(itemOf(lot), revision)?.plan ?? null);
  }

  /** The lot's own; of a lot that is not known here, what the plant builds. */
  private revisionOf(lot: string, plant: string): string | null {
    return this.book.lots.get(lot)?.revision ?? this.plans.active(itemOf(lot), plant);
  }
}

/** A sentence about a reading that is out of its limits. */
function failureOf(plan: InspectionPlan, { piece, characteristic, value }: Reading): string | null {
  const limits = plan.characteristics.find((one) => one.characteristic === characteristic);
  if (!limits || isWithin(limits, value)) return null;
  const range = [
    limits.lower && `lower limit ${limits.lower} mm`,
    limits.upper && `upper limit ${limits.upper} mm`,
  ];
  return `piece ${piece}: ${characteristic} ${value} mm, ${range.filter(Boolean).join(', ')}`;
}
