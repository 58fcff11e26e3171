import { ActivityFailure, setWorkflowOptions } from '@temporalio/workflow';
import type { Assessment } from '../contracts/assessment';
import type { PlantQuestion, SystemQuestion } from '../contracts/release';
import { ledger, systems } from './doors';

/** How often a system that does not answer is asked again, in a question that somebody waits for. */
const PATIENCE_CALLS = 2;

/** Asks everyone what would stand in the way of a change now, and keeps the answer in the ledger. Changes nothing. */
setWorkflowOptions({ versioningBehavior: 'AUTO_UPGRADE' }, changePreflight);
export async function changePreflight(preflight: string): Promise<void> {
  const plan = await ledger.planPreflight(preflight);
  const plm = door(plan.package, 'package', null);
  const answer = await answered(async () => ({ package: await plm.package(plan.package) }));
  const items = answer?.package?.items.map(({ item }) => item) ?? [];
  const assessments = await Promise.all(
    (answer?.package ? plan.questions : []).map(async (question: PlantQuestion) => ({
      question,
      assessment: await answered<Assessment>(() =>
        door(question, `what it says of ${items.join(', ')}`, question.plant).assess({ ...question, items }),
      ),
    })),
  );
  await ledger.finishPreflight(preflight, { package: answer, assessments }, Date.now());
}

const door = ({ system, timeoutMs }: SystemQuestion, what: string, plant: string | null) => {
  const visit = 3 * timeoutMs + 1_000;
  return systems(
    system,
    visit,
    `${system}: ${what}`.slice(0, 100),
    { priority: 'ask', plant },
    Date.now() + PATIENCE_CALLS * visit,
    Date.now(),
  );
};

/** Null: it could not be asked. */
async function answered<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ActivityFailure) return null;
    throw error;
  }
}
