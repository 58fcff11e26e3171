import type { Assessment } from '../../contracts/assessment';
import type {
  InspectionRequest,
  InspectionResult,
  InspectionStep,
  JudgedInspection,
} from '../../contracts/inspection';
import type { InspectionPlan } from '../../contracts/revision';
import type { Batch } from '../../contracts/step';
import type { Result } from '../../contracts/result';
import { measuredPieces, type Piece } from '../../sandbox/core/measurements';
import { pin } from '../../sandbox/data/revisions';
import type { Ledger } from '../../ledger';
import type { z } from 'zod';
import { keyed, PERSON } from './requests';

export type ResultRequest = z.infer<typeof InspectionResult>;

/** The demo's plans of pins: revision C has a lower limit of 9.96 mm. */
export const PLANS: Readonly<Record<'B' | 'C', InspectionPlan>> = {
  B: pin('B', '9.95').plan!,
  C: pin('C', '9.96').plan!,
};
export const DIAMETERS = ['diameter-1', 'diameter-2', 'diameter-3'];

/** What the QMS says of the pin's plan and of its gauges. */
export const qmsSays = (changes: Partial<Assessment> = {}): Assessment => ({
  system: 'qms',
  items: [],
  workCentres: null,
  gauges: ['G-12'],
  objects: [],
  readings: [],
  plans: [
    { item: 'PIN-10', revision: 'B', plan: PLANS.B },
    { item: 'PIN-10', revision: 'C', plan: PLANS.C },
  ],
  ...changes,
});

/** Lyon builds pins of B since long ago, and has orders of B and of C; the QMS has said its plans and gauges. */
export async function learnPins(ledger: Ledger, now = new Date('2026-01-01T00:00:00Z')): Promise<void> {
  const item = { item: 'PIN-10', known: true, active: 'B', staged: null, stagedBy: null, blocked: null };
  const order = { object: 'order', item: 'PIN-10', quantity: '3600', unit: 'EA', made: '0' } as const;
  await ledger.engineeringChanges.learn(
    'lyon',
    {
      ...qmsSays({ system: 'erp', gauges: null, plans: [] }),
      items: [{ ...item, openLots: [], nextSerial: null }],
      objects: [
        { ...order, id: 'PO-7001', revision: 'B' },
        { ...order, id: 'PO-7901', revision: 'C' },
      ],
    },
    now,
  );
  await ledger.engineeringChanges.learn('lyon', qmsSays(), now);
}

export const readingsOf = (pieces: readonly Piece[] = measuredPieces(), gauge = 'G-12') =>
  pieces.flatMap(({ piece, values }) =>
    DIAMETERS.map((characteristic) => ({
      piece,
      characteristic,
      value: values[characteristic]!,
      unit: 'MMT',
      gauge,
    })),
  );

/** The real measurements of 70 pins, as a result of revision B. */
export function resultOf(lot: string, changes: Partial<ResultRequest> = {}): ResultRequest {
  return {
    inspection: { system: 'qms', id: `IL-${lot}` },
    plant: 'lyon',
    lot,
    revision: 'B',
    plan: { id: 'IP-PIN-10', version: 'B' },
    order: 'PO-7001',
    sampling: { lotSize: 70, sampleSize: 70, accept: 0, reject: 1 },
    readings: readingsOf(),
    verdict: 'fail',
    measuredBy: 'Inès Roux',
    measuredAt: '2026-11-03T06:40:00.000Z',
    ...changes,
  };
}

export const openAt = (ledger: Ledger, request: InspectionRequest, now = new Date()) =>
  keyed(ledger, (tx) => ledger.inspections.open(tx, request, PERSON, now, null));

export const post = (ledger: Ledger, result: ResultRequest, now = new Date()): Promise<JudgedInspection> =>
  keyed(ledger, (tx) => ledger.inspections.post(tx, result, PERSON, now, null));

/** A system that does what it is asked; the QMS gives each inspection its number. */
export const obey = (batch: Batch, at: number): Result[] =>
  batch.errands.map(({ target, generation, token, desired, subject }) => ({
    target,
    generation,
    token,
    outcome: 'observed',
    reading: {
      state: desired.state,
      quantity: null,
      onHand: null,
      prior: null,
      cannotEnforce: null,
      evidence: subject.kind === 'inspection' ? `IL-of-${subject.id}` : 'done',
    },
    askedAt: at,
    acknowledgedAt: at,
    at,
  }));

let steps = 0;

/** One step of an inspection's saga. */
export const stepOf = (
  ledger: Ledger,
  inspection: string,
  now = new Date(),
  news: { results?: Result[]; assessments?: Assessment[] } = {},
): Promise<InspectionStep> =>
  ledger.inspections.advance(
    () => true,
    { inspection, step: `test/${steps++}`, results: [], assessments: [], asking: [], ...news },
    now,
  );

/** A saga whose systems oblige at once, until there is nothing more to do for it. @returns its last step, and all that was asked */
export async function runOn(
  ledger: Ledger,
  inspection: string,
  { now = new Date(), says = qmsSays() }: { now?: Date; says?: Assessment } = {},
): Promise<{ step: InspectionStep; asked: string[] }> {
  const asked: string[] = [];
  let step = await stepOf(ledger, inspection, now);
  while (step.batches.length + step.questions.length > 0) {
    for (const { errands } of step.batches)
      asked.push(...errands.map(({ desired, subject }) => `${desired.state} ${subject.kind}`));
    step = await stepOf(ledger, inspection, now, {
      results: step.batches.flatMap((batch) => obey(batch, now.getTime())),
      assessments: step.questions.map(() => says),
    });
  }
  return { step, asked };
}

export const without = (...pieces: string[]): Piece[] =>
  measuredPieces().filter(({ piece }) => !pieces.includes(piece));
