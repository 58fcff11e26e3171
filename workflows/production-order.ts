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
import type { OrderAnswer, OrderQuestion, OrderStep } from '../contracts/order-step';
import type { Result } from '../contracts/result';
import type { Batch } from '../contracts/step';
import { converge } from './converge';
import { ledger, systems } from './doors';
import { Patience } from './patience';
import { protect } from './protect';
import { showProgress } from './search-attributes';
import { look, orderProgress } from './signals';
import { detailsOfOrder, summaryOf } from './words';

/**
 * A production order, as its procedure has it: read it from the ERP, ask the shop floor, check, wait while something stands in
 * the way, send it, read it back, and post what the shop floor reports to the ERP until it is completed. Cancelled, it is
 * recalled, unless it was started.
 *
 * The ledger says what is to be done; this saga does it and brings the results back.
 */
setWorkflowOptions({ versioningBehavior: 'AUTO_UPGRADE' }, productionOrder);
export async function productionOrder(dispatch: string): Promise<void> {
  let looks = 0;
  /** Somebody else said so since the last step: what was asked before may be out of date. */
  let told = false;
  let step: OrderStep | null = null;
  const inFlight = new Map<Batch, CancellationScope>();
  const asking = new Set<string>();
  const arrived: Result[] = [];
  const answers: OrderAnswer[] = [];
  setHandler(look, () => {
    looks++;
    told = true;
  });
  setHandler(
    orderProgress,
    () =>
      step && {
        dispatch,
        order: step.number,
        state: step.state,
        waitsFor: step.waitsFor,
        inFlight: [...[...inFlight.keys()].map(summaryOf), ...asking],
        openExceptions: step.openExceptions,
      },
  );

  const patience = new Patience<Batch | OrderQuestion>(async (late) => {
    const what =
      'errands' in late ? { targets: late.errands.map(({ target }) => target) } : { system: late.system };
    await ledger.escalateOrder(dispatch, what, Date.now());
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
  const ask = async (question: OrderQuestion): Promise<void> => {
    asking.add(question.system);
    patience.start(question, question.patienceMs);
    const door = systems(
      question.system,
      3 * question.timeoutMs + 1_000,
      `${question.system}: what it says of order ${question.order}`.slice(0, 100),
      { priority: 'ask', plant: question.plant },
    );
    answers.push(await door.askOrder(question));
    patience.stop(question);
    asking.delete(question.system);
  };
  /** What was asked before is not waited for once the order is to be taken back. */
  const recall = (overtaken: readonly string[]): void => {
    for (const [batch, scope] of inFlight)
      if (
        batch.errands.some(({ target, desired }) => desired.state !== 'undone' && overtaken.includes(target))
      )
        scope.cancel();
  };

  await protect(
    () => ledger.cancelOrder(dispatch, Date.now()),
    async () => {
      for (let number = 1; ; number++) {
        const seen = looks;
        const news = {
          dispatch,
          step: `${workflowInfo().runId}/${number}`,
          results: arrived.splice(0),
          answers: answers.splice(0),
          asking: [...asking],
          looked: told,
        };
        told = false;
        if (news.looked && patience.hasReported) patience.renew(({ patienceMs }) => patienceMs);
        step = await ledger.advanceOrder(news, Date.now());
        showProgress(step);
        recall(step.overtaken);
        for (const batch of step.batches) void bring(batch);
        for (const question of step.questions) void ask(question);
        setCurrentDetails(detailsOfOrder(step, [...inFlight.keys()], [...asking]));

        const nothingIsOut = inFlight.size + asking.size + arrived.length + answers.length === 0;
        if (step.done && nothingIsOut && looks === seen) break;
        if (workflowInfo().continueAsNewSuggested && nothingIsOut) {
          await condition(allHandlersFinished);
          await continueAsNew<typeof productionOrder>(dispatch);
        }
        const hasNews = () => looks !== seen || arrived.length + answers.length > 0;
        if (step.wakeAt === null) await condition(hasNews);
        else
          await condition(hasNews, Math.max(step.wakeAt - Date.now(), 1), {
            summary: step.waitsFor?.slice(0, 100) ?? 'what was put off is due',
          });
      }
      await condition(allHandlersFinished);
    },
  );
}
