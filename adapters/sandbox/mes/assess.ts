import { z } from 'zod';
import type { Assessment, AssessmentQuestion } from '../../../contracts/assessment';
import type { CallContext } from '../../port';
import { get, listOf, type SandboxSystem } from '../calls';
import { factOf, NOTHING, readAsked } from '../facts';
import { mesItems } from './item';

const WorkCentres = listOf('workCentres', z.object({ id: z.string() }));

/** Which routings the shop floor has, its work centres, and what is in the making. */
export async function assessMes(
  system: SandboxSystem,
  question: AssessmentQuestion,
  context: CallContext,
): Promise<Assessment> {
  const [routings, workCentres] = await Promise.all([
    readAsked(system, mesItems, question, context),
    get(system, '/work-centres', WorkCentres, context),
  ]);
  const items = routings.map((one) => factOf(one, { openLots: one.openLots, nextSerial: one.nextSerial }));
  return { ...NOTHING, system: system.name, items, workCentres: workCentres.map(({ id }) => id) };
}
