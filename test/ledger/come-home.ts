import type { Made, MadeAnswer, MadeQuestion } from '../../contracts/made';
import type { Result } from '../../contracts/result';
import type { Batch, ExposureAnswer, Step } from '../../contracts/step';
import type { Ledger } from '../../ledger';

/** What a system brings home that does at once whatever it is asked. */
export const obliged = (batch: Batch, at: number): Result[] =>
  batch.errands.map(({ target, generation, token, desired }) => ({
    target,
    generation,
    token,
    outcome: 'observed',
    reading: {
      state: desired.state,
      quantity: desired.quantity,
      onHand: desired.quantity,
      prior: 'unrestricted',
      cannotEnforce: null,
      evidence: 'done',
    },
    askedAt: at,
    acknowledgedAt: at,
    at,
  }));

let steps = 0;

/** One step of a saga, with the results of nothing but these batches. */
export const advance = (
  ledger: Ledger,
  hold: string,
  now = new Date(),
  news: { results?: Result[]; exposures?: ExposureAnswer[]; made?: MadeAnswer[] } = {},
): Promise<Step> =>
  ledger.advance(
    () => true,
    { hold, step: `test/${steps++}`, results: [], exposures: [], asking: [], ...news },
    now,
  );

/**
 * A saga whose systems oblige at once, until there is nothing more to do for it.
 * @param names what MESs name of what the hold means
 * @param from a step that has been made already
 * @returns its last step
 */
export async function comeHome(
  ledger: Ledger,
  hold: string,
  now = new Date(),
  names: (question: MadeQuestion) => Made[] = () => [],
  from: Step | null = null,
): Promise<Step> {
  let step = from ?? (await advance(ledger, hold, now));
  while (step.batches.length + step.questions.length + (step.madeQuestions ?? []).length > 0) {
    step = await advance(ledger, hold, now, {
      results: step.batches.flatMap((batch) => obliged(batch, now.getTime())),
      exposures: step.questions.map((question) => ({ question, exposed: [] })),
      made: (step.madeQuestions ?? []).map((question) => ({ question, made: names(question) })),
    });
  }
  return step;
}
