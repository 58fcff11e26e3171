import { SystemFailure } from '../failure';
import type { Answer, Ask, CallContext, Observation } from '../port';
import { TrytonRefusal } from './refusal';
import type { TrytonCaller, TrytonRpc } from './rpc';
import type { Site } from './site';

/** One instance: who Interlock is there, where things lie, and which plant's revisions it keeps. */
export interface Instance {
  readonly rpc: TrytonRpc;
  readonly site: Site;
  /** Null: no plant's. */
  readonly plant: string | null;
}

/** Asks one subject after another; what Tryton refuses is that subject's answer, and the others go on. */
export async function answerEach(
  { rpc }: Instance,
  asks: readonly Ask[],
  context: CallContext,
  one: (tryton: TrytonCaller, ask: Ask) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const ask of asks) {
    const rejected = (error: unknown): Answer => {
      if (!(error instanceof TrytonRefusal)) throw error;
      return { target: ask.target, outcome: 'rejected', code: error.code, text: error.message };
    };
    answers.push(await one(rpc.for(context), ask).catch(rejected));
  }
  return answers;
}

/** Reads one subject after another. What Tryton refuses to show is a matter of its set-up. */
export async function observeEach(
  { rpc }: Instance,
  asks: readonly Ask[],
  context: CallContext,
  one: (tryton: TrytonCaller, ask: Ask) => Promise<Observation>,
): Promise<Observation[]> {
  const seen: Observation[] = [];
  for (const ask of asks) {
    const misconfigured = (error: unknown): never => {
      if (error instanceof TrytonRefusal)
        throw new SystemFailure(rpc.system, 'misconfigured', error.code, error.message);
      throw error;
    };
    seen.push(await one(rpc.for(context), ask).catch(misconfigured));
  }
  return seen;
}
