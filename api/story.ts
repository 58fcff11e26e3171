import type { Transaction } from '../contracts/record';
import type { Story, StoryQuestion, StoryStep } from '../contracts/story';
import type { z } from 'zod';
import type { Ledger } from '../ledger';
import type { SagaStory } from '../temporal/saga-stories';
import type { Services } from './route';

/** Reads what Temporal knows of sagas. @throws Error when it does not answer */
export interface Sagas {
  tell(workflows: readonly string[]): Promise<SagaStory>;
}

type About = Pick<Transaction, 'hold' | 'change' | 'inspection' | 'order'>;

/** A page of the story of a transaction. Where Temporal is asked for and does not answer, the story says so and goes without. */
export async function tellStory(
  transaction: string,
  about: About,
  { include, cursor, limit }: z.infer<typeof StoryQuestion>,
  { ledger, sagas }: Pick<Services, 'sagas'> & { readonly ledger: Pick<Ledger, 'stories'> },
): Promise<Story> {
  const [page, waiting, told] = await Promise.all([
    ledger.stories.steps(transaction, { cursor, limit }),
    ledger.stories.waiting(transaction),
    include === 'temporal' ? tellSagas(sagas, workflowsOf(about)) : { steps: [], missing: [] },
  ]);
  const from = cursor?.slice(0, cursor.indexOf('/')) ?? '';
  const to = page.next?.slice(0, page.next.indexOf('/')) ?? null;
  // A step of Temporal's is on the page whose span it falls in: after the first of its instants, up to its last.
  const isHere = ({ at }: StoryStep) => at > from && (to === null || at <= to);
  const steps = [...page.steps, ...told.steps.filter(isHere)].sort(inTimeOrder);
  return {
    steps,
    next: page.next,
    complete: page.next === null && told.missing.length === 0,
    missing: told.missing.map((why) => ({ part: 'temporal', why })),
    waiting,
  };
}

/** Ids of a transaction's sagas. */
function workflowsOf({ hold, change, inspection, order }: About): string[] {
  return [
    ...(hold ? [`quality-hold/${hold.id}`] : []),
    ...(change
      ? [
          `engineering-change/${change.id}`,
          ...change.plants.map(({ plant }) => `plant-rollout/${change.id}/${plant}`),
        ]
      : []),
    ...(inspection ? [`inspection/${inspection.id}`] : []),
    ...(order ? [`production-order/${order.id}`] : []),
  ];
}

async function tellSagas(sagas: Sagas | undefined, workflows: readonly string[]): Promise<SagaStory> {
  if (!sagas) return { steps: [], missing: ['this API was started without Temporal'] };
  try {
    return await sagas.tell(workflows);
  } catch (error) {
    return {
      steps: [],
      missing: [`Temporal does not answer: ${error instanceof Error ? error.message : String(error)}`],
    };
  }
}

/** The ledger's steps are in order already; of one instant they come before Temporal's. */
const inTimeOrder = (a: StoryStep, b: StoryStep): number => (a.at === b.at ? 0 : a.at < b.at ? -1 : 1);
