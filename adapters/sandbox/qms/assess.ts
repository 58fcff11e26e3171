import { z } from 'zod';
import type { Assessment, AssessmentQuestion } from '../../../contracts/assessment';
import type { CallContext } from '../../port';
import { get, listOf, query, type SandboxSystem } from '../calls';
import { factOf, NOTHING, readAsked } from '../facts';
import { qmsItems } from './item';

const Gauges = listOf('gauges', z.object({ gauge: z.string(), fit: z.boolean() }));
const Measured = listOf(
  'measured',
  z.object({
    item: z.string(),
    lot: z.string(),
    readings: z.array(
      z.object({ piece: z.string(), characteristic: z.string(), value: z.string(), unit: z.string() }),
    ),
  }),
);

/** Which plans are in force, gauges that are fit for use, and what was measured last. */
export async function assessQms(
  system: SandboxSystem,
  question: AssessmentQuestion,
  context: CallContext,
): Promise<Assessment> {
  const [read, gauges, measured] = await Promise.all([
    readAsked(system, qmsItems, question, context),
    get(system, '/gauges', Gauges, context),
    query(system, '/last-reading-queries', { items: question.items }, Measured, context),
  ]);
  return {
    ...NOTHING,
    system: system.name,
    items: read.map((one) => factOf(one)),
    gauges: gauges.filter(({ fit }) => fit).map(({ gauge }) => gauge),
    readings: measured.flatMap(({ item, lot, readings }) =>
      readings.map((reading) => ({ item, lot, ...reading })),
    ),
    plans: read.flatMap(({ item, active, plan }) =>
      active && plan ? [{ item, revision: active.revision, plan }] : [],
    ),
  };
}
