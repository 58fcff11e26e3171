import { z } from 'zod';
import type { Effects } from '../core/effects';
import { checkFence, Fenced } from '../core/fence';
import { InspectionPlan, isWithin } from '../core/inspection-plan';
import type { LotBook } from '../core/lots';
import type { Outbox } from '../core/outbox';
import { Refusal } from '../core/refusal';
import { batch, read, type Route, write } from '../core/route';
import type { Collection, Store } from '../core/store';

const Line = Fenced.extend({
  reference: z.string().min(1),
  plant: z.string().min(1),
  lot: z.string().min(1),
  order: z.string().nullable(),
  operation: z.string().nullable(),
  checkpoint: z.string().nullable(),
  revision: z.string().min(1),
  plan: InspectionPlan,
});
const Sampling = z.object({ lotSize: z.int(), sampleSize: z.int(), accept: z.int(), reject: z.int() });
const Reading = z.object({
  piece: z.string().min(1),
  characteristic: z.string().min(1),
  value: z.string().regex(/^-?\d+(\.\d+)?$/),
  unit: z.string().min(1),
  gauge: z.string().min(1),
});
const Verdict = z.enum(['pass', 'fail']);
const Recorded = z.object({
  sampling: Sampling,
  readings: z.array(Reading),
  /** The inspector's own word; left out: by the plan's limits. */
  verdict: Verdict.optional(),
  measuredBy: z.object({ id: z.string().min(1), name: z.string().min(1) }),
});
type Recorded = z.infer<typeof Recorded>;

type InspectionLot = Omit<z.infer<typeof Line>, 'key' | 'expiresAt'> & {
  readonly number: string;
  readonly state: 'open' | 'closed';
  readonly verdict: z.infer<typeof Verdict> | null;
};

/** Inspection lots: what others want inspected. People record the result here, and it is announced. */
export class InspectionLots {
  private readonly opened: Collection<InspectionLot>;

  constructor(
    store: Store,
    private readonly system: string,
    private readonly book: LotBook,
    private readonly outbox: Outbox,
  ) {
    this.opened = store.collection('inspection-lots');
  }

  routes(effects: Effects): Route[] {
    const numberOf = (_input: unknown, request: { readonly params: Readonly<Record<string, unknown>> }) =>
      String(request.params.number);
    return [
      batch(
        effects,
        'inspection-lot',
        '/inspection-lots',
        'inspection-lots',
        Line,
        ({ reference }) => reference,
        (line) => ({ number: this.open(line).number }),
      ),
      read(
        'inspection-lot-query',
        'post',
        '/inspection-lot-queries',
        z.object({ references: z.array(z.string()).max(1000) }),
        ({ references }) => ({ 'inspection-lots': references.map((reference) => this.show(reference)) }),
      ),
      write(
        effects,
        'inspection-result',
        '/inspection-lots/:number/results',
        Recorded,
        numberOf,
        (input, request) => this.record(numberOf(input, request), input),
      ),
    ];
  }

  state(): Record<string, InspectionLot> {
    return Object.fromEntries(this.opened.all().map((one) => [one.number, one]));
  }

  /** Somebody else's result closes it too. */
  close(number: string, verdict: 'pass' | 'fail'): void {
    const known = this.byNumber(number);
    if (known) this.opened.put(known.reference, { ...known, state: 'closed', verdict });
  }

  private open(line: z.infer<typeof Line>): InspectionLot {
    const known = this.opened.get(line.reference);
    checkFence(line, known?.sequence ?? 0, line.reference);
    const own = this.book.lots.get(line.lot)?.revision ?? null;
    if (own !== null && own !== line.revision)
      throw new Refusal(
        'WRONG_REVISION',
        `${line.lot} is of revision ${own} here, not ${line.revision}.`,
        409,
      );
    const { key: _key, expiresAt: _expiresAt, ...about } = line;
    const number = known?.number ?? `IL-${40_001 + this.opened.all().length}`;
    const lot: InspectionLot = { state: 'open', verdict: null, ...known, ...about, number };
    this.opened.put(line.reference, lot);
    return lot;
  }

  private record(
    number: string,
    { sampling, readings, verdict: stated, measuredBy }: Recorded,
  ): InspectionLot {
    const known = this.byNumber(number);
    if (!known) throw new Refusal('UNKNOWN_INSPECTION', `There is no inspection lot ${number} here.`, 404);
    if (known.state === 'closed')
      throw new Refusal('INSPECTION_CLOSED', `${number} is closed: ${known.verdict}.`, 409);
    const { plant, lot, order, revision, plan } = known;
    const verdict = stated ?? (readings.every((reading) => conforms(plan, reading)) ? 'pass' : 'fail');
    this.outbox.announce('qms.inspection.completed.v1', lot, {
      inspection: { system: this.system, id: number },
      plant,
      lot,
      revision,
      plan: { id: plan.id, version: plan.version },
      order,
      sampling,
      readings,
      verdict,
      measuredBy: measuredBy.name,
      measuredAt: new Date().toISOString(),
      disposition: null,
      nonconformance: null,
    });
    const closed: InspectionLot = { ...known, state: 'closed', verdict };
    this.opened.put(known.reference, closed);
    return closed;
  }

  private show(reference: string): object {
    const known = this.opened.get(reference);
    const { number = null, state = null, revision = null, verdict = null } = known ?? {};
    return { reference, number, state, revision, verdict };
  }

  private byNumber(number: string): InspectionLot | undefined {
    return this.opened.all().find((one) => one.number === number);
  }
}

function conforms(plan: InspectionPlan, { characteristic, value }: z.infer<typeof Reading>): boolean {
  const limits = plan.characteristics.find((one) => one.characteristic === characteristic);
  return limits === undefined || isWithin(limits, value);
}
