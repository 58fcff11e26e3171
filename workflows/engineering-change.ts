import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  allHandlersFinished,
  ChildWorkflowFailure,
  condition,
  ParentClosePolicy,
  setCurrentDetails,
  setHandler,
  setWorkflowOptions,
  sleep,
  startChild,
} from '@temporalio/workflow';
import type { ChangeNews, ChangeStep, PackageQuestion } from '../contracts/release';
import { ledger, systems } from './doors';
import { Patience } from './patience';
import { plantRollout } from './plant-rollout';
import { protect } from './protect';
import { showProgress } from './search-attributes';
import { changeProgress, look } from './signals';
import { detailsOfChange } from './words';

/** Before a plant's saga that was ended by force is started again. */
const RESTART_MS = 5_000;

/**
 * An engineering change, as the plant's procedure has it: read the package from the PLM, wait for other changes of the same
 * items, release it at every plant, be done when each plant is active, refused or withdrawn.
 */
setWorkflowOptions({ versioningBehavior: 'AUTO_UPGRADE' }, engineeringChange);
export async function engineeringChange(change: string): Promise<void> {
  let looks = 0;
  let step: ChangeStep | null = null;
  let answer: ChangeNews['answer'] = null;
  let asking = false;
  const rollouts = new Set<string>();
  let running = 0;
  setHandler(look, () => void looks++);
  setHandler(
    changeProgress,
    () =>
      step && {
        change,
        plant: null,
        state: step.state,
        waitsFor: step.waitsFor,
        inFlight: asking && step.question ? [step.question.system] : [],
        openExceptions: step.openExceptions,
      },
  );

  const patience = new Patience<PackageQuestion>(async ({ system }) => {
    await ledger.escalateRollout(change, null, { system }, Date.now());
  });
  const askPackage = async (question: PackageQuestion): Promise<void> => {
    asking = true;
    patience.start(question, question.patienceMs);
    const plm = systems(
      question.system,
      3 * question.timeoutMs + 1_000,
      `${question.system}: package of ${question.change}`,
      { priority: 'ask', plant: null },
    );
    answer = { package: await plm.package(question) };
    patience.stop(question);
    asking = false;
  };
  const release = async (plant: string): Promise<void> => {
    rollouts.add(plant);
    running++;
    try {
      const rollout = await startChild(plantRollout, {
        workflowId: `plant-rollout/${change}/${plant}`,
        args: [`${change}/${plant}`],
        workflowTaskTimeout: '2 seconds',
        // A plant that is being released goes on to its end, whatever becomes of this saga.
        parentClosePolicy: ParentClosePolicy.ABANDON,
        staticSummary: `Engineering change ${change} at ${plant}`,
      });
      await rollout.result();
    } catch (error) {
      if (error instanceof ChildWorkflowFailure) {
        // Somebody ended it by force: the ledger knows how far it was, and another goes on from there.
        await sleep(RESTART_MS, { summary: `${plant} goes on` });
        rollouts.delete(plant);
      } else if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
    running--;
    looks++;
  };

  await protect(
    () => ledger.cancelChange(change, null, Date.now()),
    async () => {
      for (;;) {
        const seen = looks;
        const news: ChangeNews = { change, answer };
        answer = null;
        step = await ledger.advanceChange(news, Date.now());
        showProgress(step);
        setCurrentDetails(detailsOfChange(change, step));
        if (step.question && !asking) void askPackage(step.question);
        for (const plant of step.rollouts) if (!rollouts.has(plant)) void release(plant);
        if (step.done && running === 0 && !asking && looks === seen) break;
        await condition(() => looks !== seen || answer !== null);
      }
      await condition(allHandlersFinished);
    },
  );
}
