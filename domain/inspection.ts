import type { InspectionFinding, InspectionReading, Judgement, StatedResult } from '../contracts/inspection';
import type { Characteristic, InspectionPlan, SamplingPlan } from '../contracts/revision';
import { compare } from './decimal';
import { convert, converts } from './units';

/** What is known of the lot and of the measuring equipment when a result is judged. */
export interface InspectionFacts {
  /** The lot's own revision, and its plan (E6); null: nobody has said. */
  readonly revision: string | null;
  readonly plan: InspectionPlan | null;
  /** Gauges that are fit for use. */
  readonly gauges: ReadonlySet<string>;
}

/**
 * What a result comes to by the plan of the lot's own revision. Where the plan has no figures for sampling, no defective is
 * accepted, however many pieces were taken (zero acceptance number).
 *
 * A verdict and measurements that do not agree, either way, are a contradiction; so is what was not measured as the plan wants.
 * Only a sample that is rejected already may be incomplete: inspection may be curtailed then (ISO 2859-1).
 */
export function judge(result: StatedResult, facts: InspectionFacts): Judgement {
  const { plan } = facts;
  if (plan === null) return withoutPlan(result);
  const limits = new Map(plan.characteristics.map((one) => [one.characteristic, one]));
  const failed = result.readings.flatMap((reading) => {
    const failure = failureOf(limits.get(reading.characteristic), reading);
    return failure === null ? [] : [{ piece: reading.piece, failure }];
  });
  const defectives = [...new Set(failed.map(({ piece }) => piece))];
  const sampling = samplingOf(plan);
  const variables = plan.characteristics.filter(isVariable);
  const measured = verdictOf(defectives.length, sampling);
  const findings = [
    ...identity(result, facts),
    ...samplingFindings(result, plan),
    ...result.readings.flatMap((reading) => readingFindings(reading, limits)),
    ...gaugeFindings(result.readings, facts.gauges),
    ...repeated(result.readings),
    ...strangers(result),
    ...(measured === 'fail' ? [] : incomplete(result, variables)),
    ...(variables.length > 0 ? verdictFindings(result, measured, defectives.length, sampling) : []),
  ];
  return {
    outcome: findings.length > 0 ? 'contradiction' : result.verdict,
    defectives,
    failures: failed.map(({ failure }) => failure),
    findings,
  };
}

/** How many pieces the plan wants and accepts; where it says nothing, any number, and none defective. */
export const samplingOf = ({ sampling }: InspectionPlan): SamplingPlan =>
  sampling ?? { sampleSize: null, accept: 0, reject: 1 };

/** Is it measured against limits? Others are only looked at. */
export const isVariable = ({ lower, upper }: Characteristic): boolean => lower !== null || upper !== null;

/** Nobody has said what is good: bad is believed, good is not. */
function withoutPlan({ verdict, lot }: StatedResult): Judgement {
  const text = `No inspection plan is known of the revision of ${lot}: give the QMS or the PLM one, and try again.`;
  const findings = verdict === 'pass' ? [{ code: 'plan-unknown', text }] : [];
  return {
    outcome: verdict === 'pass' ? 'contradiction' : 'fail',
    defectives: [],
    failures: [],
    findings,
  };
}

/** A sentence about a reading outside its limits; null: it is within, or cannot be compared. */
function failureOf(limits: Characteristic | undefined, reading: InspectionReading): string | null {
  const value = limits && valueIn(limits, reading);
  if (!limits || value === null || value === undefined) return null;
  const { lower, upper, unit } = limits;
  const shown = `piece ${reading.piece}: ${reading.characteristic} ${reading.value} ${reading.unit}`;
  if (lower !== null && compare(value, lower) < 0) return `${shown}, lower limit ${lower} ${unit}`;
  if (upper !== null && compare(value, upper) > 0) return `${shown}, upper limit ${upper} ${unit}`;
  return null;
}

/** The reading in the characteristic's unit, exactly; null: the units do not measure the same. */
function valueIn({ unit }: Characteristic, reading: InspectionReading): string | null {
  if (reading.unit === unit) return reading.value;
  return converts(reading.unit, unit) ? convert(reading.value, reading.unit, unit) : null;
}

const verdictOf = (defectives: number, { accept, reject }: SamplingPlan): 'pass' | 'fail' | null =>
  defectives >= reject ? 'fail' : defectives <= accept ? 'pass' : null;

function identity(result: StatedResult, { revision, plan }: InspectionFacts): InspectionFinding[] {
  const findings: InspectionFinding[] = [];
  const { lot } = result;
  if (result.revision !== null && result.revision !== revision)
    findings.push({
      code: 'revision-not-of-lot',
      text: `${lot} is of revision ${revision}, and was inspected as ${result.revision}.`,
    });
  const named = result.plan && `${result.plan.id} ${result.plan.version}`;
  const own = plan && `${plan.id} ${plan.version}`;
  if (named !== null && named !== own)
    findings.push({
      code: 'plan-not-of-lot',
      text: `${lot} is to be inspected by plan ${own}, and was by ${named}.`,
    });
  return findings;
}

function samplingFindings({ sampling }: StatedResult, plan: InspectionPlan): InspectionFinding[] {
  if (sampling === null) return [];
  const wanted = samplingOf(plan);
  const sampleSize = plan.sampling ? (wanted.sampleSize ?? sampling.lotSize) : sampling.sampleSize;
  return (
    [
      ['sample size', sampling.sampleSize, Math.min(sampleSize, sampling.lotSize)],
      ['acceptance number', sampling.accept, wanted.accept],
      ['rejection number', sampling.reject, wanted.reject],
    ] as const
  )
    .filter(([, stated, own]) => stated !== own)
    .map(([what, stated, own]) => ({
      code: 'sampling-not-of-plan',
      text: `The ${what} was ${stated}; by plan ${plan.id} ${plan.version} it is ${own}.`,
    }));
}

function readingFindings(
  reading: InspectionReading,
  limits: ReadonlyMap<string, Characteristic>,
): InspectionFinding[] {
  const { piece, characteristic, unit } = reading;
  const own = limits.get(characteristic);
  if (!own)
    return [
      {
        code: 'unknown-characteristic',
        text: `Piece ${piece}: the plan has no characteristic ${characteristic}.`,
      },
    ];
  if (!isVariable(own) || valueIn(own, reading) !== null) return [];
  const text = `Piece ${piece}: ${characteristic} was given in ${unit}, and is measured in ${own.unit}.`;
  return [{ code: 'unit-not-comparable', text }];
}

/** Each gauge once, however much was measured by it. */
const gaugeFindings = (
  readings: readonly InspectionReading[],
  fit: ReadonlySet<string>,
): InspectionFinding[] =>
  [...new Set(readings.map(({ gauge }) => gauge))]
    .filter((gauge) => !fit.has(gauge))
    .map((gauge) => ({
      code: 'gauge-not-fit',
      text: `${gauge} measured, and is not known as fit for use: calibrate or register it in the QMS, or measure again by another.`,
    }));

/** A value that is given twice is measured twice only if a piece number is wrong. */
function repeated(readings: readonly InspectionReading[]): InspectionFinding[] {
  const seen = new Set<string>();
  return readings.flatMap(({ piece, characteristic }) => {
    const name = JSON.stringify([piece, characteristic]);
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    return [{ code: 'measured-twice', text: `Piece ${piece}: ${characteristic} is given twice.` }];
  });
}

/** Every piece of the sample, with every characteristic that has limits. */
function incomplete(
  { readings, sampling }: StatedResult,
  variables: readonly Characteristic[],
): InspectionFinding[] {
  if (variables.length === 0) return [];
  const pieces = new Map<string, Set<string>>();
  for (const { piece, characteristic } of readings)
    pieces.set(piece, (pieces.get(piece) ?? new Set()).add(characteristic));
  const findings: InspectionFinding[] = [];
  const wanted = sampling?.sampleSize ?? Math.max(pieces.size, 1);
  if (pieces.size !== wanted)
    findings.push({
      code: 'sample-incomplete',
      text: `The sample has ${wanted} pieces, and ${pieces.size} were measured.`,
    });
  for (const [piece, measured] of pieces) {
    const missing = variables.filter(({ characteristic }) => !measured.has(characteristic));
    if (missing.length > 0)
      findings.push({
        code: 'sample-incomplete',
        text: `Piece ${piece}: ${missing.map((one) => one.characteristic).join(', ')} not measured.`,
      });
  }
  return findings;
}

/** Pieces that are numbered count from 1 to the lot's size. */
function strangers({ readings, sampling }: StatedResult): InspectionFinding[] {
  if (sampling === null) return [];
  const { lotSize } = sampling;
  return [...new Set(readings.map(({ piece }) => piece))]
    .filter((piece) => /^\d+$/.test(piece) && (Number(piece) < 1 || Number(piece) > lotSize))
    .map((piece) => ({
      code: 'piece-not-of-lot',
      text: `There is no piece ${piece} in a lot of ${lotSize}.`,
    }));
}

function verdictFindings(
  { verdict, readings }: StatedResult,
  measured: 'pass' | 'fail' | null,
  defectives: number,
  { accept, reject }: SamplingPlan,
): InspectionFinding[] {
  if (readings.length === 0)
    return [
      {
        code: 'readings-missing',
        text: `The verdict is "${verdict}" without a reading, and the plan has limits to measure against.`,
      },
    ];
  if (measured === verdict) return [];
  const found = `${defectives} defective, accepted up to ${accept}, rejected from ${reject}`;
  return measured === null
    ? [{ code: 'neither-accepted-nor-rejected', text: `${found}: a further sample decides.` }]
    : [
        {
          code: 'verdict-contradicted',
          text: `The verdict is "${verdict}", and by the measurements it is "${measured}": ${found}.`,
        },
      ];
}
