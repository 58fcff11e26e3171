import { SystemFailure } from '../adapters/failure';
import type { Adapter, Answer, Ask, CallContext, Effect, Observation } from '../adapters/port';
import { redact } from '../adapters/redact';
import type { Batch, Errand } from '../contracts/step';
import type { NativeStatus } from '../contracts/material';
import type { SubjectKind } from '../contracts/target';
import type { Reading, Result } from '../contracts/result';
import { satisfies, UNKNOWN_OUTCOME } from '../domain/targets';

/**
 * One visit to a system with a batch of targets: ask, then read back. Where an earlier visit may have acted (or the batch
 * is to be read only) it reads first, and asks only for what is not as desired: a system that acts and drops the answer
 * is not asked twice (A1).
 * @param again whether an earlier visit with this batch had no known outcome
 * @throws SystemFailure `retryable` or `unknown-outcome`, for the whole batch
 */
export async function bringHome(
  adapter: Adapter,
  batch: Batch,
  again: boolean,
  context: CallContext,
  clock: () => number,
): Promise<Result[]> {
  const results = await Promise.all(
    byKind(batch.errands).map(async ([kind, errands]) => {
      const effect = adapter.effects[kind];
      if (!effect)
        return errands.map((errand) =>
          refused(
            askOf(batch, errand),
            'rejected',
            'no-such-effect',
            `${adapter.product} takes no ${kind}`,
            clock(),
          ),
        );
      try {
        return await visit(effect, batch, errands, again, context, clock);
      } catch (error) {
        if (!(error instanceof SystemFailure)) throw error;
        if (error.failure === 'misconfigured' || error.failure === 'rejected')
          return errands.map((errand) =>
            refused(
              askOf(batch, errand),
              error.failure === 'rejected' ? 'rejected' : 'misconfigured',
              error.code,
              error.message,
              clock(),
            ),
          );
        if (effect.repeat === 'unsafe' && error.failure === 'unknown-outcome')
          return errands.map((errand) =>
            refused(
              askOf(batch, errand),
              'rejected',
              UNKNOWN_OUTCOME,
              `it may have happened, and ${adapter.product} cannot tell: ${error.message}`,
              clock(),
            ),
          );
        throw error;
      }
    }),
  );
  return results.flat();
}

/** When a system was asked and when it answered, milliseconds since 1970. */
interface Asking {
  readonly askedAt: number | null;
  readonly acknowledgedAt: number | null;
}
const ONLY_READ: Asking = { askedAt: null, acknowledgedAt: null };

async function visit(
  effect: Effect,
  batch: Batch,
  errands: readonly Errand[],
  again: boolean,
  context: CallContext,
  clock: () => number,
): Promise<Result[]> {
  const asks = errands.map((errand) => askOf(batch, errand));
  const home: Result[] = [];
  let away = asks;
  if (again || batch.mode === 'read') {
    const seen = await effect.observe(asks, context);
    if (batch.mode === 'read')
      return asks.map((ask, index) => observed(ask, seen[index], null, ONLY_READ, clock()));
    away = asks.filter((ask, index) => {
      const result = observed(ask, seen[index], null, ONLY_READ, clock());
      const there =
        !isDoubtful(effect, ask) &&
        result.outcome === 'observed' &&
        satisfies(ask.desired, ask.whole, result.reading);
      if (there) home.push(result);
      return !there;
    });
  }
  if (away.length === 0) return home;
  // An earlier visit may have asked: what cannot be told and cannot be repeated waits for a person.
  if (again && effect.repeat === 'unsafe')
    return [
      ...home,
      ...away.map((ask) =>
        refused(ask, 'rejected', UNKNOWN_OUTCOME, 'it may have happened, and is not asked twice', clock()),
      ),
    ];
  const askedAt = clock();
  const answers = await askAll(effect, away, again, context);
  const asking = { askedAt, acknowledgedAt: answers === null ? null : clock() };
  const taken = away.filter((_, index) => answers === null || answers[index]?.outcome === 'acknowledged');
  const seen = taken.length === 0 ? [] : await effect.observe(taken, context);
  const readings = new Map(taken.map((ask, index) => [ask.target, seen[index]]));
  return [
    ...home,
    ...away.map((ask, index) =>
      answers === null
        ? observed(ask, readings.get(ask.target), null, asking, clock())
        : resultOf(batch, ask, answers[index], readings.get(ask.target), asking, clock()),
    ),
  ];
}

/**
 * That nothing is there does not say that nothing is on its way: an undo that may be repeated is asked all the same, and what
 * comes after it is refused by its token (E4).
 */
const isDoubtful = ({ repeat }: Effect, { desired }: Ask): boolean =>
  desired.state === 'undone' && repeat === 'set-state';

/**
 * @returns null where undoing was asked again, and the outcome is unknown again: it was sent twice, and what is read then counts
 * @throws SystemFailure
 */
async function askAll(
  effect: Effect,
  asks: readonly Ask[],
  again: boolean,
  context: CallContext,
): Promise<Answer[] | null> {
  try {
    return await effect.ask(asks, context);
  } catch (error) {
    const isSent = error instanceof SystemFailure && error.failure === 'unknown-outcome';
    if (again && isSent && asks.every((ask) => isDoubtful(effect, ask))) return null;
    throw error;
  }
}

function resultOf(
  batch: Batch,
  ask: Ask,
  answer: Answer | undefined,
  seen: Observation | undefined,
  asking: Asking,
  at: number,
): Result {
  if (answer?.outcome === 'acknowledged') return observed(ask, seen, answer.prior, asking, at);
  const code = answer?.code ?? 'no-answer';
  const text = answer?.text ?? 'the system left this one out of its answer';
  // A free that was refused as late, or as overtaken, is decided anew by the saga.
  if (batch.mode === 'free') return { ...name(ask), outcome: 'lapsed', text: redact(`${code}: ${text}`), at };
  return refused(ask, 'rejected', code, text, at);
}

function observed(
  ask: Ask,
  seen: Observation | undefined,
  prior: NativeStatus | null,
  asking: Asking,
  at: number,
): Result {
  if (!seen)
    return {
      ...name(ask),
      outcome: 'rejected',
      code: 'not-read',
      text: 'the system left this one out of what it was read to say',
      at,
    };
  const reading: Reading = {
    state: seen.state,
    quantity: seen.quantity,
    onHand: seen.onHand,
    prior: prior ?? seen.native,
    cannotEnforce: seen.cannotEnforce,
    ...(seen.identified && { identified: seen.identified }),
    evidence: redact(seen.evidence),
  };
  return { ...name(ask), outcome: 'observed', reading, ...asking, at };
}

const name = ({ target, generation, token, desired }: Ask) => ({ target, generation, token, desired });

const refused = (
  ask: Ask,
  outcome: 'rejected' | 'misconfigured',
  code: string,
  text: string,
  at: number,
): Result => ({
  ...name(ask),
  outcome,
  code,
  text: redact(text),
  request: requestOf(ask),
  at,
});

/** What a person wants to see of an ask: not the fences, which are ours. */
const requestOf = ({ subject, desired, key, restore, detail }: Ask) => ({
  subject,
  desired,
  key,
  restore,
  ...detail,
});

/** The key is the same for every repetition of one (target, generation) (A1). */
const askOf = (batch: Batch, errand: Errand): Ask => ({
  target: errand.target,
  subject: errand.subject,
  desired: errand.desired,
  whole: errand.whole,
  generation: errand.generation,
  token: errand.token,
  key: `${errand.target}#${errand.generation}`,
  deadline: batch.deadline === null ? null : new Date(batch.deadline).toISOString(),
  restore: errand.restore,
  detail: {
    item: errand.item,
    lot: errand.lot,
    unit: errand.unit,
    plant: errand.plant,
    hold: batch.hold,
    reason: batch.reason,
    nonconformance: batch.nonconformance,
    disposition: errand.disposition,
    ...(errand.parts && { parts: errand.parts }),
    revision: errand.revision ?? null,
    ...(errand.inspection ? { inspection: errand.inspection } : {}),
    ...(errand.order ? { order: errand.order } : {}),
    quarantine: errand.amendment?.quarantine ?? errand.quarantine,
    postingDate: errand.amendment?.postingDate ?? null,
  },
});

function byKind(errands: readonly Errand[]): [SubjectKind, Errand[]][] {
  const kinds = new Map<SubjectKind, Errand[]>();
  for (const errand of errands)
    kinds.set(errand.subject.kind, [...(kinds.get(errand.subject.kind) ?? []), errand]);
  return [...kinds];
}
