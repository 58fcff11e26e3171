import {
  allHandlersFinished,
  condition,
  continueAsNew,
  setCurrentDetails,
  setHandler,
  setWorkflowOptions,
  workflowInfo,
} from '@temporalio/workflow';
import type { Assessment } from '../contracts/assessment';
import type { InspectionStep } from '../contracts/inspection';
import type { PlantQuestion } from '../contracts/release';
import type { Result } from '../contracts/result';
import type { Batch } from '../contracts/step';
import { converge } from './converge';
import { ledger, systems } from './doors';
import { Patience } from './patience';
import { protect } from './protect';
import { showProgress } from './search-attributes';
import { inspectionProgress, look } from './signals';
import { detailsOfInspection, summaryOf } from './words';

/** How long what has come home waits for the rest of what was sent with it. */
const GATHER_MS = 100;

/**
 * An inspection, as the plant's procedure has it: the operation waits at its checkpoint, the QMS is asked which plan and which
 * gauges are in force, and to inspect the lot by the plan of its own revision; the result is waited for, and told to the QMS;
 * the operation goes on when the lot has passed, or when what a failure has held is disposed of.
 *
 * The ledger says what is to be done; this saga does it and brings the results back. A result is judged, and a lot that failed
 * is held, by the ledger alone, in the transaction that takes the result.
 */
setWorkflowOptions({ versioningBehavior: 'AUTO_UPGRADE' }, inspection);
export async function inspection(id: string): Promise<void> {
  let looks = 0;
  /** Somebody else said so since the last step. */
  let told = false;
  let step: InspectionStep | null = null;
  const inFlight = new Set<Batch>();
  const asking = new Set<string>();
  const arrived: Result[] = [];
  const assessments: Assessment[] = [];
  setHandler(look, () => {
    looks++;
    told = true;
  });
  setHandler(
    inspectionProgress,
    () =>
      step && {
        inspection: id,
        state: step.state,
        waitsFor: step.waitsFor,
        inFlight: [...[...inFlight].map(summaryOf), ...asking],
        openExceptions: step.openExceptions,
      },
  );

  const patience = new Patience<Batch | PlantQuestion>(async (late) => {
    const what =
      'errands' in late ? { targets: late.errands.map(({ target }) => target) } : { system: late.system };
    await ledger.escalateInspection(id, what, Date.now());
    looks++;
  });
  const bring = async (batch: Batch): Promise<void> => {
    inFlight.add(batch);
    patience.start(batch, batch.patienceMs);
    arrived.push(...(await converge(batch)));
    patience.stop(batch);
    inFlight.delete(batch);
  };
  const ask = async (question: PlantQuestion): Promise<void> => {
    const { system, items, plant, timeoutMs, patienceMs } = question;
    asking.add(system);
    patience.start(question, patienceMs);
    const summary = `${system}: plan of ${items.join(', ')}, and gauges`;
    const door = systems(system, 3 * timeoutMs + 1_000, summary, { priority: 'ask', plant });
    assessments.push(await door.assess(question));
    patience.stop(question);
    asking.delete(system);
  };

  // Its result ends an inspection, not a cancellation: the operation would wait for ever.
  await protect(
    () => Promise.resolve(),
    async () => {
      for (let number = 1; ; number++) {
        const seen = looks;
        if (told && patience.hasReported) patience.renew(({ patienceMs }) => patienceMs);
        told = false;
        const news = {
          inspection: id,
          step: `${workflowInfo().runId}/${number}`,
          results: arrived.splice(0),
          assessments: assessments.splice(0),
          asking: [...asking],
        };
        step = await ledger.advanceInspection(news, Date.now());
        showProgress(step);
        for (const batch of step.batches) void bring(batch);
        for (const question of step.questions) void ask(question);
        setCurrentDetails(detailsOfInspection(id, step, [...inFlight], [...asking]));

        const nothingIsOut = inFlight.size + asking.size + arrived.length + assessments.length === 0;
        if (step.done && nothingIsOut && looks === seen) break;
        if (workflowInfo().continueAsNewSuggested && nothingIsOut) {
          await condition(allHandlersFinished);
          await continueAsNew<typeof inspection>(id);
        }
        const hasNews = () => looks !== seen || arrived.length + assessments.length > 0;
        if (step.wakeAt === null) await condition(hasNews);
        else
          await condition(hasNews, Math.max(step.wakeAt - Date.now(), 1), {
            summary: 'what was put off is due',
          });
        // What was sent together comes home together, as a rule: one step takes it all. What does not keeps nobody waiting.
        const isWhole = () => looks !== seen || inFlight.size + asking.size === 0;
        if (arrived.length + assessments.length > 0 && !isWhole())
          await condition(isWhole, GATHER_MS, { summary: 'the rest comes home' });
      }
      await condition(allHandlersFinished);
    },
  );
}
