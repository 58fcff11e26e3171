import { runChild } from './child';
import type { Answered, Call, Job } from './generator';
import type { Pace } from './pace';
import type { BenchStack } from './stack';

/** Has a process of its own make these calls. @returns what became of each */
export function answersTo(stack: BenchStack, pace: Pace, calls: readonly Call[]): Promise<Answered[]> {
  const { api, keys } = stack.description();
  return runChild<Job, Answered[]>('generator.js', { api, key: keys.quality ?? '', pace, calls });
}

/** As `answersTo`. @throws Error when one is refused: what follows would measure nothing */
export async function load(stack: BenchStack, pace: Pace, calls: readonly Call[]): Promise<Answered[]> {
  const answers = await answersTo(stack, pace, calls);
  const refused = answers.filter(({ status }) => status >= 300);
  if (refused[0])
    throw new Error(
      `${refused.length} of ${calls.length} calls were refused, the first with ${refused[0].status}: ${refused[0].detail}`,
    );
  return answers;
}

let placed = 0;
const run = Date.now().toString(36);

/** Places one hold on these lots, for a nonconformance of its own. */
export const placing = (lots: readonly string[]): Call => ({
  method: 'POST',
  path: '/v1/quality-holds',
  body: {
    nonconformance: { system: 'qms', id: `NC-BENCH-${run}-${++placed}` },
    plant: 'lyon',
    scope: { lots: lots.map((lot) => ({ lot })) },
    reason: { code: 'dimension', text: 'diameter 9.89 mm, lower limit 9.95 mm' },
    severity: 'major',
  },
});

/** Releases all of a lot. */
export const releasing = (hold: string, lot: string, quantity: string): Call => ({
  method: 'POST',
  path: `/v1/quality-holds/${hold}/dispositions`,
  body: {
    lot,
    quantity: { value: quantity, unit: 'EA' },
    decision: 'release',
    reason: 'measured again, within limits',
    reference: `MRB-BENCH-${hold}`,
  },
});

/** May this lot be shipped? */
export const gate = (lot: string): Call => ({
  method: 'GET',
  path: `/v1/lots/${encodeURIComponent(lot)}/releasability?plant=lyon&action=ship`,
});
