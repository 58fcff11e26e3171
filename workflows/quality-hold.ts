import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  patched,
  setCurrentDetails,
  setHandler,
  setWorkflowOptions,
  workflowInfo,
} from '@temporalio/workflow';
import type { MadeAnswer, MadeQuestion } from '../contracts/made';
import type { Batch, Errand, ExposureAnswer, ExposureQuestion, Step } from '../contracts/step';
import type { Result } from '../contracts/result';
import { converge } from './converge';
import { ledger, systems } from './doors';
import { Patience } from './patience';
import { showProgress } from './search-attributes';
import { currentState, look } from './signals';
import { detailsOf } from './words';

/** How long what has come home waits for the rest of what was sent with it. */
const GATHER_MS = 100;

/**
 * The quality hold, as the plant's procedure has it: contain everywhere at once, tell QMS and PLM, find what is beyond the
 * hold, wait (for months if need be), carry out each disposition, hold what is pending until it is verified, close.
 *
 * The ledger says what is to be done; this saga does it and brings the results back. The gate was shut before it began.
 */
setWorkflowOptions({ versioningBehavior: 'AUTO_UPGRADE' }, qualityHold);
export async function qualityHold(hold: string): Promise<void> {
  let looks = 0;
  /** Somebody else said so since the last step. */
  let told = false;
  let step: Step | null = null;
  /** What is at a system now, or about to go, and how to recall it. */
  const inFlight = new Map<Batch, CancellationScope>();
  /** What was sent with something that was recalled, and is still wanted. */
  const left = new Map<Batch, readonly Errand[]>();
  const asking = new Set<string>();
  const arrived: Result[] = [];
  const answers: ExposureAnswer[] = [];
  /** MESs that are naming what the hold means, beside its lots. */
  const askingMade = new Set<string>();
  const made: MadeAnswer[] = [];
  /** Something that contains has come home since the last step. */
  let contained = false;
  setHandler(look, () => {
    looks++;
    told = true;
  });
  setHandler(
    currentState,
    () =>
      step && {
        hold,
        state: step.state,
        containment: step.containment,
        inFlight: [...inFlight.keys()].map(nameOf),
        openExceptions: step.openExceptions,
      },
  );

  const patience = new Patience<Batch>(async (late) => {
    await ledger.escalate(
      hold,
      late.errands.map((errand) => errand.target),
      Date.now(),
    );
    looks++;
  });

  const bring = async (batch: Batch): Promise<void> => {
    const scope = inFlight.get(batch) ?? new CancellationScope();
    inFlight.set(batch, scope);
    patience.start(batch, batch.patienceMs);
    const results = await scope.run(() => converge(batch));
    const rest = left.get(batch)?.filter((errand) => isLapsed(errand, results)) ?? [];
    arrived.push(...results.filter(({ target }) => !rest.some((errand) => errand.target === target)));
    contained ||= batch.required;
    patience.stop(batch);
    inFlight.delete(batch);
    left.delete(batch);
    if (rest.length > 0) void bring({ ...batch, errands: rest, again: true });
  };
  const findResidual = async (question: ExposureQuestion): Promise<void> => {
    const exposed = await systems(
      question.system,
      question.timeoutMs + 1_000,
      `${question.system}: what is beyond the hold`,
      { priority: 'ask', plant: step?.plant ?? null },
    ).exposure(question);
    answers.push({ question, exposed });
    asking.delete(question.system);
  };

  const findMade = async (question: MadeQuestion): Promise<void> => {
    const named = await systems(
      question.system,
      question.timeoutMs + 1_000,
      `${question.system}: what the hold means`,
      { priority: 'contain', plant: step?.plant ?? null },
    ).made(question);
    made.push({ question, made: named });
    askingMade.delete(question.system);
  };

  /** Tidying is sent once the containing asks are: when the first of them has come back (H3). */
  const afterFirstOf = async (
    containing: Promise<void>[],
    tidying: readonly Batch[],
    questions: readonly ExposureQuestion[],
  ): Promise<void> => {
    if (containing.length > 0) await Promise.race(containing);
    for (const batch of tidying) void bring(batch);
    for (const question of questions) void findResidual(question);
  };

  /** A free is never left on its way once more is to be held than it leaves (H4). */
  const recall = (overtaken: readonly string[]): void => {
    for (const [batch, scope] of inFlight)
      if (batch.mode === 'free' && batch.errands.some(({ target }) => overtaken.includes(target)))
        scope.cancel();
  };

  /** What a person mended or left out is not waited for; what was sent with it is read before it is asked again (A1). */
  const recallMended = (recalled: NonNullable<Step['recalled']>): void => {
    const isMended = ({ target, token }: Errand) =>
      recalled.some((one) => one.target === target && token <= one.token);
    for (const [batch, scope] of inFlight) {
      if (!batch.errands.some(isMended)) continue;
      if (batch.mode !== 'free')
        left.set(
          batch,
          batch.errands.filter((errand) => !isMended(errand)),
        );
      scope.cancel();
    }
  };

  for (let number = 1; ; number++) {
    const seen = looks;
    if (told && patience.hasReported && patched('patience-renewed'))
      patience.renew(({ patienceMs }) => patienceMs);
    told = false;
    const stepName = `${workflowInfo().runId}/${number}`;
    const brought = {
      results: arrived.splice(0),
      exposures: answers.splice(0),
      asking: [...asking],
      ...(made.length + askingMade.size > 0 ? { made: made.splice(0), askingMade: [...askingMade] } : {}),
    };
    contained = false;
    step = await ledger.advance({ hold, step: stepName, ...brought }, Date.now());
    // Before anything was asked there is nothing to show that the next step, moments later, would not: showing is a write.
    if (number > 1 || step.batches.length === 0) showProgress(shownOf(step));
    recall(step.overtaken);
    if (step.recalled && patched('mended-recalled')) recallMended(step.recalled);

    const containing = step.batches.filter((batch) => batch.required).map(bring);
    const tidying = step.batches.filter((batch) => !batch.required);
    for (const batch of tidying) inFlight.set(batch, new CancellationScope());
    for (const question of step.questions) asking.add(question.system);
    setCurrentDetails(detailsOf(hold, step, [...inFlight.keys()]));
    void afterFirstOf(containing, tidying, step.questions);
    // What a MES names is to be contained too: it is asked at once.
    if (step.madeQuestions?.length && patched('made'))
      for (const question of step.madeQuestions) {
        askingMade.add(question.system);
        void findMade(question);
      }

    const nothingIsOut =
      inFlight.size + asking.size + arrived.length + answers.length + askingMade.size + made.length === 0;
    if (step.done && nothingIsOut && looks === seen) break;
    if (workflowInfo().continueAsNewSuggested && nothingIsOut) {
      await condition(allHandlersFinished);
      await continueAsNew<typeof qualityHold>(hold);
    }
    const news = () => looks !== seen || arrived.length + answers.length + made.length > 0;
    if (step.wakeAt === null) await condition(news);
    else await condition(news, Math.max(step.wakeAt - Date.now(), 1), { summary: 'what was put off is due' });
    // What was sent together comes home together, as a rule: one step takes it all. What does not keeps nobody waiting.
    const isWhole = () =>
      looks !== seen ||
      (contained ? ![...inFlight.keys()].some((batch) => batch.required) : inFlight.size + asking.size === 0);
    if (arrived.length + answers.length > 0 && !isWhole())
      await condition(isWhole, GATHER_MS, { summary: 'the rest comes home' });
  }
  await condition(allHandlersFinished);
}

const shownOf = ({ plant, state, containment, ...step }: Step) => ({
  ...step,
  plants: [plant],
  state: state === 'open' ? containment : state,
});

const isLapsed = ({ target }: Errand, results: readonly Result[]) =>
  results.some((result) => result.target === target && result.outcome === 'lapsed');

const nameOf = (batch: Batch) => `${batch.system}: ${batch.errands.length}`;
