import { z } from 'zod';
import type { Assessment } from './assessment';
import { Person } from './disposition';
import { CONTAINMENTS, Hold, HOLD_STATES } from './hold';
import { LotId, Name } from './material';
import { Decimal, Instant } from './quantity';
import type { PlantQuestion, Shown } from './release';
import type { Result } from './result';
import { Characteristic, type InspectionPlan, SamplingPlan } from './revision';
import type { Batch } from './step';
import { Target } from './target';

/**
 * `opening` until the QMS has it, `open` until its result is in, then `passed`, `failed`, or `contradicted`: what was said and
 * what was measured do not agree, and a person looks into it.
 */
export const INSPECTION_STATES = ['opening', 'open', 'contradicted', 'failed', 'passed'] as const;
export type InspectionState = (typeof INSPECTION_STATES)[number];

/** Body of `POST /v1/inspections`, and data of `mes.checkpoint.reached.v1`. */
export const InspectionRequest = z
  .strictObject({ plant: Name, lot: LotId, order: Name, operation: Name, checkpoint: Name })
  .meta({ id: 'InspectionRequest' });
export type InspectionRequest = z.infer<typeof InspectionRequest>;

/** Whole pieces, as a number or as the decimal that quantities are written as. */
const PieceCount = z.union([
  z.int().min(0).max(1_000_000),
  z
    .string()
    .regex(/^\d{1,6}$/, 'whole pieces, such as 70')
    .transform(Number),
]);

/** How many pieces were inspected, and how many defectives accept or reject the lot (ISO 2859-1's Ac and Re). */
export const Sampling = z
  .strictObject({ lotSize: PieceCount, sampleSize: PieceCount, accept: PieceCount, reject: PieceCount })
  .refine(({ lotSize, sampleSize }) => sampleSize <= lotSize, {
    path: ['sampleSize'],
    error: 'no more pieces than the lot has',
  })
  .refine(({ accept, reject }) => accept < reject, { path: ['reject'], error: 'more than is accepted' })
  .meta({ id: 'Sampling' });
export type Sampling = z.infer<typeof Sampling>;

/** One measured value of one piece. */
export const InspectionReading = z
  .strictObject({
    piece: Name,
    characteristic: Name,
    value: Decimal,
    /** UN/ECE Recommendation 20 code, as the gauge gives it. */
    unit: Name,
    gauge: Name,
  })
  .meta({ id: 'InspectionReading' });
export type InspectionReading = z.infer<typeof InspectionReading>;

export const VERDICTS = ['pass', 'fail'] as const;
export type Verdict = (typeof VERDICTS)[number];
/** Who measured: a name, or a person as another system has them. */
export const MeasuredBy = z.union([Name, Person]);

/** Body of `POST /v1/inspection-results`. A reduced result has no readings. */
export const InspectionResult = z
  .strictObject({
    inspection: z.strictObject({ system: Name, id: Name }),
    plant: Name,
    lot: LotId,
    revision: Name,
    plan: z.strictObject({ id: Name, version: Name }),
    order: Name.nullable(),
    sampling: Sampling,
    readings: z.array(InspectionReading).max(10_000),
    verdict: z.enum(VERDICTS),
    measuredBy: MeasuredBy,
    measuredAt: Instant,
  })
  .meta({ id: 'InspectionResult' });

/** A result as it is judged. The QMS's own word may leave out what the QMS knows by itself. */
export interface StatedResult {
  readonly inspection: { readonly system: string; readonly id: string };
  readonly plant: string;
  readonly lot: string;
  readonly revision: string | null;
  readonly plan: { readonly id: string; readonly version: string } | null;
  readonly order: string | null;
  readonly sampling: Sampling | null;
  readonly readings: readonly InspectionReading[];
  readonly verdict: Verdict;
  readonly measuredBy: z.infer<typeof MeasuredBy> | null;
  readonly measuredAt: string | null;
}

/** Why a result cannot stand as it is; each a code of its own and a sentence that names what, where and instead of what. */
export const InspectionFinding = z.object({ code: z.string(), text: z.string() });
export type InspectionFinding = z.infer<typeof InspectionFinding>;

export const JUDGEMENTS = ['pass', 'fail', 'contradiction'] as const;
/** What a result comes to by the plan of the lot's revision. */
export const Judgement = z.object({
  outcome: z.enum(JUDGEMENTS),
  /** Pieces with at least one reading outside its limits. */
  defectives: z.array(z.string()),
  /** Readings outside their limits, a sentence each. */
  failures: z.array(z.string()),
  /** What contradicts; empty unless the outcome is `contradiction`. */
  findings: z.array(InspectionFinding),
});
export type Judgement = z.infer<typeof Judgement>;

/** An inspection as the API shows it. */
export const Inspection = z
  .object({
    id: z.string(),
    transaction: z.string(),
    state: z.enum(INSPECTION_STATES),
    plant: z.string(),
    productFamily: z.string(),
    lot: z.string(),
    order: z.string().nullable(),
    /** Null where the QMS opened it by itself. */
    operation: z.string().nullable(),
    checkpoint: z.string().nullable(),
    /** Its number in the QMS; null until that was read back. */
    inspection: z.object({ system: z.string(), id: z.string() }).nullable(),
    /** The lot's own, and the plan that it is inspected by (E6); null until they are known. */
    revision: z.string().nullable(),
    plan: z.object({ id: z.string(), version: z.string(), sampling: SamplingPlan }).nullable(),
    characteristics: z.array(Characteristic),
    openedBy: Person,
    openedAt: z.string(),
    result: z
      .object({
        verdict: z.enum(VERDICTS),
        ...Judgement.shape,
        readings: z.int(),
        measuredBy: MeasuredBy.nullable(),
        measuredAt: z.string().nullable(),
        postedBy: Person,
        postedAt: z.string(),
      })
      .nullable(),
    /** The hold that contains the lot because of this inspection. */
    hold: z
      .object({ id: z.string(), state: z.enum(HOLD_STATES), containment: z.enum(CONTAINMENTS) })
      .nullable(),
    targets: z.array(Target),
    /** The open exception that it waits for. */
    exception: z.string().nullable(),
    links: z.object({ workflow: z.string(), events: z.string() }),
  })
  .meta({ id: 'Inspection' });
export type Inspection = z.infer<typeof Inspection>;

/** The answer to a posted result: the inspection, with the whole hold that it raised. */
export const JudgedInspection = Inspection.extend({ hold: Hold.nullable() }).meta({ id: 'JudgedInspection' });
export type JudgedInspection = z.infer<typeof JudgedInspection>;

/** What QMS and MES are told of an inspection. */
export interface InspectionAsk {
  readonly id: string;
  /** In the QMS; null until it was read back. */
  readonly number: string | null;
  readonly lot: string;
  readonly order: string | null;
  readonly operation: string | null;
  readonly checkpoint: string | null;
  /** The lot's own, and its plan (E6); null until they are known. */
  readonly revision: string | null;
  readonly plan: InspectionPlan | null;
  /** The result that the QMS is to record; null: there is none, or the QMS gave it itself. */
  readonly result: StatedResult | null;
}

/** What the saga of an inspection brings to the ledger. */
export interface InspectionNews {
  readonly inspection: string;
  /** Names this step of this run: repeated with the same name, it claims the same again. */
  readonly step: string;
  readonly results: readonly Result[];
  readonly assessments: readonly Assessment[];
  /** Systems that this saga is asking now. */
  readonly asking: readonly string[];
}
/** What the ledger tells the saga of an inspection to do next. */
export interface InspectionStep extends Shown {
  readonly state: InspectionState;
  readonly plant: string;
  readonly lot: string;
  readonly batches: readonly Batch[];
  readonly questions: readonly PlantQuestion[];
  /** When something that was put off is due, milliseconds; null: nothing was. */
  readonly wakeAt: number | null;
  /** For people: what it waits for. */
  readonly waitsFor: string | null;
  readonly done: boolean;
}
