import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  setCurrentDetails,
  setHandler,
  setWorkflowOptions,
  workflowInfo,
} from '@temporalio/workflow';
import type { Assessment } from '../contracts/assessment';
import type { PlantQuestion, RolloutStep } from '../contracts/release';
import type { Result } from '../contracts/result';
import type { Batch } from '../contracts/step';
import { converge } from './converge';
import { ledger, systems } from './doors';
import { Patience } from './patience';
import { protect } from './protect';
import { showProgress } from './search-attributes';
import { changeProgress, look } from './signals';
import { detailsOfRollout, summaryOf } from './words';

/** How long what has come home waits for the rest of what was sent with it. */
const GATHER_MS = 100;

/**
 * An engineering change at one plant, as its procedure has it: ask every system what stands in the way, stage everywhere, read
 * back, wait until the change is due, read back again, pass the pivot, stop new starts, activate everywhere, read back, resume.
 * Before the pivot a withdrawal undoes whatever was staged; after it there is only forward.
 *
 * The ledger says what is to be done; this saga does it and brings the results back.
 * @param subject `<change>/<plant>`
 */
setWorkflowOptions({ versioningBehavior: 'AUTO_UPGRADE' }, plantRollout);
export async function plantRollout(subject: string): Promise<void> {
  const change = subject.slice(0, subject.indexOf('/'));
  const plant = subject.slice(subject.indexOf('/') + 1);
  let looks = 0;
  /** Somebody else said so since the last step: what was asked before may be out of date. */
  let told = false;
  let step: RolloutStep | null = null;
  const inFlight = new Map<Batch, CancellationScope>();
  const asking = new Set<string>();
  const arrived: Result[] = [];
  const assessments: Assessment[] = [];
  setHandler(look, () => {
    looks++;
    told = true;
  });
  setHandler(
    changeProgress,
    () =>
      step && {
        change,
        plant,
        state: step.state,
        waitsFor: step.waitsFor,
        inFlight: [...[...inFlight.keys()].map(summaryOf), ...asking],
        openExceptions: step.openExceptions,
      },
  );

  const patience = new Patience<Batch | PlantQuestion>(async (late) => {
    const what =
      'errands' in late ? { targets: late.errands.map(({ target }) => target) } : { system: late.system };
    await ledger.escalateRollout(change, plant, what, Date.now());
    looks++;
  });
  const bring = async (batch: Batch): Promise<void> => {
    const scope = new CancellationScope({ cancellable: true });
    inFlight.set(batch, scope);
    patience.start(batch, batch.patienceMs);
    arrived.push(...(await scope.run(() => converge(batch))));
    patience.stop(batch);
    inFlight.delete(batch);
  };
  const ask = async (question: PlantQuestion): Promise<void> => {
    asking.add(question.system);
    patience.start(question, question.patienceMs);
    const door = systems(
      question.system,
      3 * question.timeoutMs + 1_000,
      `${question.system}: what it says of ${question.items.join(', ')}`,
      { priority: 'ask', plant },
    );
    assessments.push(await door.assess(question));
    patience.stop(question);
    asking.delete(question.system);
  };
  /** What was asked before is not waited for once it is to be undone. */
  const recall = (overtaken: readonly string[]): void => {
    for (const [batch, scope] of inFlight)
      if (
        batch.errands.some(({ target, desired }) => desired.state !== 'undone' && overtaken.includes(target))
      )
        scope.cancel();
  };

  await protect(
    () => ledger.cancelChange(change, [plant], Date.now()),
    async () => {
      for (let number = 1; ; number++) {
        const seen = looks;
        const news = {
          change,
          plant,
          step: `${workflowInfo().runId}/${number}`,
          results: arrived.splice(0),
          assessments: assessments.splice(0),
          asking: [...asking],
          looked: told,
        };
        told = false;
        if (news.looked && patience.hasReported) patience.renew(({ patienceMs }) => patienceMs);
        step = await ledger.advanceRollout(news, Date.now());
        showProgress(step);
        recall(step.overtaken);
        for (const batch of step.batches) void bring(batch);
        for (const question of step.questions) void ask(question);
        setCurrentDetails(detailsOfRollout(step, [...inFlight.keys()], [...asking]));

        const nothingIsOut = inFlight.size + asking.size + arrived.length + assessments.length === 0;
        if (step.done && nothingIsOut && looks === seen) break;
        if (workflowInfo().continueAsNewSuggested && nothingIsOut) {
          await condition(allHandlersFinished);
          await continueAsNew<typeof plantRollout>(subject);
        }
        const hasNews = () => looks !== seen || arrived.length + assessments.length > 0;
        if (step.wakeAt === null) await condition(hasNews);
        else await condition(hasNews, Math.max(step.wakeAt - Date.now(), 1), { summary: waitOf(step) });
        // What was sent together comes home together, as a rule: one step takes it all. What does not keeps nobody waiting.
        const isWhole = () => looks !== seen || inFlight.size + asking.size === 0;
        if (arrived.length + assessments.length > 0 && !isWhole())
          await condition(isWhole, GATHER_MS, { summary: 'the rest comes home' });
      }
      await condition(allHandlersFinished);
    },
  );
}

const waitOf = ({ waitsFor }: RolloutStep) =>
  waitsFor === null ? 'what was put off is due' : waitsFor.slice(0, 100);
